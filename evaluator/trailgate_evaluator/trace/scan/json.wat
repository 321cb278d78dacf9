;; JSON without blanks: each function returns the place behind what it read, 0 where that is none.

(func $fails (param $p i32) (result i32)
  (global.set $fault (local.get $p))
  (i32.const 0))

(func $is_hex (param $c i32) (result i32)
  (i32.or
    (i32.lt_u (i32.sub (local.get $c) (i32.const 0x30)) (i32.const 10))
    (i32.lt_u (i32.sub (i32.or (local.get $c) (i32.const 0x20)) (i32.const 0x61)) (i32.const 6))))

;; Whether a character may follow a backslash: one of "\/ or of bfnrt.
(func $is_escape (param $c i32) (result i32)
  (local $n i32)
  (local.set $n (i32.sub (local.get $c) (i32.const 0x5c)))
  (if (result i32) (i32.lt_u (local.get $n) (i32.const 32))
    (then (i32.and (i32.shr_u (i32.const 0x1440441) (local.get $n)) (i32.const 1)))
    (else (i32.or (i32.eq (local.get $c) (i32.const 0x22)) (i32.eq (local.get $c) (i32.const 0x2f))))))

;; The closing quote of the text that begins here.
(func $string (param $p i32) (result i32)
  (local $v v128) (local $m i32) (local $c i32)
  (loop $on
    (local.set $v (v128.load (local.get $p)))
    (local.set $m
      (i8x16.bitmask
        (v128.or
          (v128.or
            (i8x16.eq (local.get $v) (v128.const i32x4 0x22222222 0x22222222 0x22222222 0x22222222))
            (i8x16.eq (local.get $v) (v128.const i32x4 0x5c5c5c5c 0x5c5c5c5c 0x5c5c5c5c 0x5c5c5c5c)))
          (i8x16.lt_u (local.get $v) (v128.const i32x4 0x20202020 0x20202020 0x20202020 0x20202020)))))
    (if (i32.eqz (local.get $m))
      (then
        (local.set $p (i32.add (local.get $p) (i32.const 16)))
        (br $on)))
    (local.set $p (i32.add (local.get $p) (i32.ctz (local.get $m))))
    (local.set $c (i32.load8_u (local.get $p)))
    (if (i32.eq (local.get $c) (i32.const 0x22)) (then (return (local.get $p))))
    (if (i32.ne (local.get $c) (i32.const 0x5c)) (then (return (call $fails (local.get $p)))))
    (global.set $escaped (i32.const 1))
    (local.set $c (i32.load8_u offset=1 (local.get $p)))
    (if (i32.ne (local.get $c) (i32.const 0x75))
      (then
        (if (i32.eqz (call $is_escape (local.get $c))) (then (return (call $fails (local.get $p)))))
        (local.set $p (i32.add (local.get $p) (i32.const 2)))
        (br $on)))
    (if
      (i32.eqz
        (i32.and
          (i32.and (call $is_hex (i32.load8_u offset=2 (local.get $p))) (call $is_hex (i32.load8_u offset=3 (local.get $p))))
          (i32.and (call $is_hex (i32.load8_u offset=4 (local.get $p))) (call $is_hex (i32.load8_u offset=5 (local.get $p))))))
      (then (return (call $fails (local.get $p)))))
    ;; surrogates, of which half a pair is told elsewhere, begin with d
    (if (i32.eq (i32.or (i32.load8_u offset=2 (local.get $p)) (i32.const 0x20)) (i32.const 0x64))
      (then (global.set $odd (i32.const 1))))
    (local.set $p (i32.add (local.get $p) (i32.const 6)))
    (br $on))
  (unreachable))

(func $is_digit (param $p i32) (result i32)
  (i32.lt_u (i32.sub (i32.load8_u (local.get $p)) (i32.const 0x30)) (i32.const 10)))

(func $digits (param $p i32) (result i32)
  (if (i32.eqz (call $is_digit (local.get $p))) (then (return (call $fails (local.get $p)))))
  (loop $on
    (local.set $p (i32.add (local.get $p) (i32.const 1)))
    (br_if $on (call $is_digit (local.get $p))))
  (local.get $p))

(func $number (param $p i32) (result i32)
  (local $q i32)
  (local.set $q (local.get $p))
  (if (i32.eq (i32.load8_u (local.get $q)) (i32.const 0x2d))
    (then
      (global.set $inexact (i32.const 1))
      (local.set $q (i32.add (local.get $q) (i32.const 1)))))
  (if (i32.eq (i32.load8_u (local.get $q)) (i32.const 0x30))
    (then (local.set $q (i32.add (local.get $q) (i32.const 1))))
    (else
      (local.set $q (call $digits (local.get $q)))
      (if (i32.eqz (local.get $q)) (then (return (i32.const 0))))))
  (if (i32.eq (i32.load8_u (local.get $q)) (i32.const 0x2e))
    (then
      (global.set $inexact (i32.const 1))
      (local.set $q (call $digits (i32.add (local.get $q) (i32.const 1))))
      (if (i32.eqz (local.get $q)) (then (return (i32.const 0))))))
  (if (i32.eq (i32.or (i32.load8_u (local.get $q)) (i32.const 0x20)) (i32.const 0x65))
    (then ;; powers of ten are told elsewhere, and so are long numbers
      (global.set $inexact (i32.const 1))
      (global.set $odd (i32.const 1))
      (local.set $q (i32.add (local.get $q) (i32.const 1)))
      (if
        (i32.or
          (i32.eq (i32.load8_u (local.get $q)) (i32.const 0x2b))
          (i32.eq (i32.load8_u (local.get $q)) (i32.const 0x2d)))
        (then (local.set $q (i32.add (local.get $q) (i32.const 1)))))
      (local.set $q (call $digits (local.get $q)))
      (if (i32.eqz (local.get $q)) (then (return (i32.const 0))))))
  (if (i32.gt_u (i32.sub (local.get $q) (local.get $p)) (i32.const 18)) (then (global.set $odd (i32.const 1))))
  (local.get $q))

;; A number, a boolean or null.
(func $scalar (param $p i32) (result i32)
  (local $c i32)
  (local.set $c (i32.load (local.get $p)))
  (if (i32.eq (local.get $c) (i32.const 0x6c6c756e)) (then (return (i32.add (local.get $p) (i32.const 4)))))
  (if (i32.eq (local.get $c) (i32.const 0x65757274)) (then (return (i32.add (local.get $p) (i32.const 4)))))
  (if
    (i32.and
      (i32.eq (local.get $c) (i32.const 0x736c6166))
      (i32.eq (i32.load8_u offset=4 (local.get $p)) (i32.const 0x65)))
    (then (return (i32.add (local.get $p) (i32.const 5)))))
  (call $number (local.get $p)))

;; A value at which nobody looks.
(func $skip (param $p i32) (param $deep i32) (result i32)
  (local $c i32) (local $end i32)
  (local.set $c (i32.load8_u (local.get $p)))
  (if (i32.eq (local.get $c) (i32.const 0x22))
    (then
      (local.set $p (call $string (i32.add (local.get $p) (i32.const 1))))
      (return (select (i32.add (local.get $p) (i32.const 1)) (i32.const 0) (local.get $p)))))
  (if (i32.ne (i32.or (local.get $c) (i32.const 0x20)) (i32.const 0x7b)) (then (return (call $scalar (local.get $p)))))
  (if (i32.gt_u (local.get $deep) (i32.const 64)) (then (return (call $fails (local.get $p)))))
  (local.set $end (i32.add (local.get $c) (i32.const 2))) ;; of { and of [
  (local.set $p (i32.add (local.get $p) (i32.const 1)))
  (if (i32.eq (i32.load8_u (local.get $p)) (local.get $end)) (then (return (i32.add (local.get $p) (i32.const 1)))))
  (loop $on
    (if (i32.eq (local.get $end) (i32.const 0x7d))
      (then
        (if (i32.ne (i32.load8_u (local.get $p)) (i32.const 0x22)) (then (return (call $fails (local.get $p)))))
        (local.set $p (call $string (i32.add (local.get $p) (i32.const 1))))
        (if (i32.eqz (local.get $p)) (then (return (i32.const 0))))
        (if (i32.ne (i32.load8_u offset=1 (local.get $p)) (i32.const 0x3a))
          (then (return (call $fails (i32.add (local.get $p) (i32.const 1))))))
        (local.set $p (i32.add (local.get $p) (i32.const 2)))))
    (local.set $p (call $skip (local.get $p) (i32.add (local.get $deep) (i32.const 1))))
    (if (i32.eqz (local.get $p)) (then (return (i32.const 0))))
    (local.set $c (i32.load8_u (local.get $p)))
    (local.set $p (i32.add (local.get $p) (i32.const 1)))
    (br_if $on (i32.eq (local.get $c) (i32.const 0x2c))))
  (if (i32.ne (local.get $c) (local.get $end)) (then (return (call $fails (i32.sub (local.get $p) (i32.const 1))))))
  (local.get $p))
