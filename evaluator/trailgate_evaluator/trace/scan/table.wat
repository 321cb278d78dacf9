;; What is known by bytes: a hundred thousandth record is told by looking it up.

(global $entries (mut i32) (i32.const 0xc0000)) ;; where the next one stands
(global $known (mut i32) (i32.const 0)) ;; how many there are

;; Of bytes behind which eight zeros stand.
(func $hash (param $p i32) (param $length i32) (result i64)
  (local $end i32) (local $hash i64)
  (local.set $end (i32.add (local.get $p) (local.get $length)))
  (local.set $hash (i64.extend_i32_u (local.get $length)))
  (loop $on
    (if (i32.lt_u (local.get $p) (local.get $end))
      (then
        (local.set $hash
          (i64.mul
            (i64.xor (i64.rotl (local.get $hash) (i64.const 23)) (i64.load (local.get $p)))
            (i64.const 0x9fb21c651e98df25)))
        (local.set $p (i32.add (local.get $p) (i32.const 8)))
        (br $on))))
  (i64.mul (i64.xor (local.get $hash) (i64.shr_u (local.get $hash) (i64.const 29))) (i64.const 0x9e3779b97f4a7c15)))

;; The number of what is known by these bytes, -1 of what is not known.
(func $find (param $p i32) (param $length i32) (param $hash i64) (result i32)
  (local $slot i32) (local $tag i32) (local $at i32) (local $entry i32) (local $left i32) (local $place i32)
  (local.set $slot (i32.wrap_i64 (i64.shr_u (local.get $hash) (i64.const 49))))
  (local.set $tag (i32.wrap_i64 (local.get $hash)))
  (local.set $left (i32.const 32))
  (loop $on
    (local.set $at (i32.add (global.get $SLOTS) (i32.shl (local.get $slot) (i32.const 3))))
    (local.set $entry (i32.load offset=4 (local.get $at)))
    (if (i32.eqz (local.get $entry)) (then (return (i32.const -1))))
    (if
      (i32.and
        (i32.eq (i32.load (local.get $at)) (local.get $tag))
        (i32.eq (i32.load (local.get $entry)) (local.get $length)))
      (then
        (local.set $place (i32.const 0))
        (loop $bytes
          (if (i32.ge_u (local.get $place) (local.get $length)) (then (return (i32.load offset=4 (local.get $entry)))))
          (if
            (i64.eq
              (i64.load (i32.add (local.get $p) (local.get $place)))
              (i64.load offset=8 (i32.add (local.get $entry) (local.get $place))))
            (then
              (local.set $place (i32.add (local.get $place) (i32.const 8)))
              (br $bytes))))))
    (local.set $slot (i32.and (i32.add (local.get $slot) (i32.const 1)) (i32.const 32767)))
    (local.set $left (i32.sub (local.get $left) (i32.const 1)))
    (br_if $on (local.get $left)))
  (i32.const -1))

;; Makes a number known by bytes; whether there was room for it.
(func $put (param $p i32) (param $length i32) (param $hash i64) (param $number i32) (result i32)
  (local $slot i32) (local $at i32) (local $left i32)
  (if
    (i32.or
      (i32.gt_u (global.get $known) (i32.const 24576))
      (i32.gt_u (i32.add (global.get $entries) (local.get $length)) (i32.sub (global.get $TEXT) (i32.const 64))))
    (then (return (i32.const 0))))
  (local.set $slot (i32.wrap_i64 (i64.shr_u (local.get $hash) (i64.const 49))))
  (local.set $left (i32.const 32))
  (loop $on
    (local.set $at (i32.add (global.get $SLOTS) (i32.shl (local.get $slot) (i32.const 3))))
    (if (i32.load offset=4 (local.get $at))
      (then
        (local.set $slot (i32.and (i32.add (local.get $slot) (i32.const 1)) (i32.const 32767)))
        (local.set $left (i32.sub (local.get $left) (i32.const 1)))
        (br_if $on (local.get $left))
        (return (i32.const 0)))))
  (i32.store (local.get $at) (i32.wrap_i64 (local.get $hash)))
  (i32.store offset=4 (local.get $at) (global.get $entries))
  (i32.store (global.get $entries) (local.get $length))
  (i32.store offset=4 (global.get $entries) (local.get $number))
  (drop (call $copy (i32.add (global.get $entries) (i32.const 8)) (local.get $p) (i32.add (local.get $length) (i32.const 8))))
  (global.set $entries
    (i32.add (global.get $entries) (i32.and (i32.add (local.get $length) (i32.const 23)) (i32.const -8))))
  (global.set $known (i32.add (global.get $known) (i32.const 1)))
  (i32.const 1))

;; Copies bytes, and up to fifteen behind them; returns the place behind the copy.
(func $copy (param $to i32) (param $p i32) (param $length i32) (result i32)
  (local $end i32)
  (local.set $end (i32.add (local.get $to) (local.get $length)))
  (loop $on
    (v128.store (local.get $to) (v128.load (local.get $p)))
    (local.set $to (i32.add (local.get $to) (i32.const 16)))
    (local.set $p (i32.add (local.get $p) (i32.const 16)))
    (br_if $on (i32.lt_u (local.get $to) (local.get $end))))
  (local.get $end))

;; Nothing is known any more.
(func (export "forget")
  (local $at i32)
  (local.set $at (global.get $SLOTS))
  (loop $on
    (v128.store (local.get $at) (v128.const i64x2 0 0))
    (local.set $at (i32.add (local.get $at) (i32.const 16)))
    (br_if $on (i32.lt_u (local.get $at) (i32.const 0xc0000))))
  (global.set $entries (i32.const 0xc0000))
  (global.set $known (i32.const 0)))
