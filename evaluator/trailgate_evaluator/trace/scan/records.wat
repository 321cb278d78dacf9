;; The values at which somebody looks: where they stand in the record at hand, and of what kind they are.
;;
;; Flags of a node: 1 it is part of the key, 2 with its text, 4 with the number of a class of texts, 8 its text identifies a record,
;; so that it has to stand there as it would be written anew, 16 there are nodes below it, 32 a record that has it is not told here.
;; Kinds: 0 not there, 1 null, 2 true, 3 false, 4 text, 5 number, 6 object, 7 list.

(func $node (param $number i32) (result i32)
  (i32.add (global.get $NODES) (i32.shl (local.get $number) (i32.const 5))))

;; Whether a name stands in the object at hand already, whose names stand from `base` on; from now on it does.
(func $twice (param $base i32) (param $mark i64) (result i32)
  (local $at i32)
  (local.set $at (local.get $base))
  (if (i32.ge_u (global.get $top) (i32.const 0x7fff8)) (then (return (i32.const 1))))
  (i64.store (global.get $top) (local.get $mark))
  (loop $on
    (if (i64.eq (i64.load (local.get $at)) (local.get $mark))
      (then
        (if (i32.ne (local.get $at) (global.get $top)) (then (return (i32.const 1))))
        (global.set $top (i32.add (global.get $top) (i32.const 8)))
        (return (i32.const 0))))
    (local.set $at (i32.add (local.get $at) (i32.const 8)))
    (br $on))
  (unreachable))

;; What follows the brace of an object at a node.
(func $object (param $p i32) (param $node i32) (param $strict i32) (param $deep i32) (result i32)
  (local $base i32) (local $q i32) (local $child i32) (local $at i32) (local $length i32) (local $c i32)
  (local $first i64) (local $last i64) (local $mark i64)
  (if (i32.gt_u (local.get $deep) (i32.const 64)) (then (return (call $fails (local.get $p)))))
  (if (i32.eq (i32.load8_u (local.get $p)) (i32.const 0x7d)) (then (return (i32.add (local.get $p) (i32.const 1)))))
  (local.set $base (global.get $top))
  (loop $on
    (if (i32.ne (i32.load8_u (local.get $p)) (i32.const 0x22)) (then (return (call $fails (local.get $p)))))
    (local.set $p (i32.add (local.get $p) (i32.const 1)))
    (global.set $escaped (i32.const 0))
    (local.set $q (call $string (local.get $p)))
    (if (i32.eqz (local.get $q)) (then (return (i32.const 0))))
    (if (global.get $escaped) (then (global.set $odd (i32.const 1))))
    (local.set $length (i32.sub (local.get $q) (local.get $p)))
    (local.set $first (call $first (local.get $p) (local.get $length)))
    (local.set $last (call $last (local.get $p) (local.get $length)))
    (local.set $mark (call $mark (local.get $first) (local.get $last) (local.get $length)))
    (if (local.get $strict)
      (then (if (call $twice (local.get $base) (local.get $mark)) (then (global.set $odd (i32.const 1))))))
    (local.set $child (i32.const 0))
    (if (local.get $node)
      (then
        (local.set $child
          (call $below
            (local.get $node) (local.get $p) (local.get $length) (local.get $first) (local.get $last) (local.get $mark)))))
    (if (i32.ne (i32.load8_u offset=1 (local.get $q)) (i32.const 0x3a))
      (then (return (call $fails (i32.add (local.get $q) (i32.const 1))))))
    (local.set $p (i32.add (local.get $q) (i32.const 2)))
    (if (local.get $child)
      (then
        (local.set $at (call $node (local.get $child)))
        (if (i32.eq (i32.load offset=16 (local.get $at)) (global.get $serial)) (then (global.set $odd (i32.const 1))))
        (i32.store offset=16 (local.get $at) (global.get $serial))
        (i32.store offset=4 (local.get $at) (local.get $p))
        (local.set $p (call $value (local.get $p) (local.get $child) (local.get $strict) (local.get $deep))))
      (else
        (if (local.get $strict)
          (then (local.set $p (call $value (local.get $p) (i32.const 0) (i32.const 1) (local.get $deep))))
          (else (local.set $p (call $skip (local.get $p) (local.get $deep)))))))
    (if (i32.eqz (local.get $p)) (then (return (i32.const 0))))
    (local.set $c (i32.load8_u (local.get $p)))
    (local.set $p (i32.add (local.get $p) (i32.const 1)))
    (br_if $on (i32.eq (local.get $c) (i32.const 0x2c))))
  (global.set $top (local.get $base))
  (if (i32.ne (local.get $c) (i32.const 0x7d)) (then (return (call $fails (i32.sub (local.get $p) (i32.const 1))))))
  (local.get $p))

;; What follows the bracket of a list whose text identifies a record.
(func $list (param $p i32) (param $deep i32) (result i32)
  (local $c i32)
  (if (i32.gt_u (local.get $deep) (i32.const 64)) (then (return (call $fails (local.get $p)))))
  (if (i32.eq (i32.load8_u (local.get $p)) (i32.const 0x5d)) (then (return (i32.add (local.get $p) (i32.const 1)))))
  (loop $on
    (local.set $p (call $value (local.get $p) (i32.const 0) (i32.const 1) (local.get $deep)))
    (if (i32.eqz (local.get $p)) (then (return (i32.const 0))))
    (local.set $c (i32.load8_u (local.get $p)))
    (local.set $p (i32.add (local.get $p) (i32.const 1)))
    (br_if $on (i32.eq (local.get $c) (i32.const 0x2c))))
  (if (i32.ne (local.get $c) (i32.const 0x5d)) (then (return (call $fails (i32.sub (local.get $p) (i32.const 1))))))
  (local.get $p))

;; A value at a node, or (0) at none.
(func $value (param $p i32) (param $node i32) (param $strict i32) (param $deep i32) (result i32)
  (local $at i32) (local $flags i32) (local $c i32) (local $kind i32)
  (local.set $at (call $node (local.get $node)))
  (if (local.get $node)
    (then
      (local.set $flags (i32.load (local.get $at)))
      (if (i32.and (local.get $flags) (i32.const 32)) (then (global.set $odd (i32.const 1))))
      (local.set $strict (i32.or (local.get $strict) (i32.and (local.get $flags) (i32.const 8))))))
  (local.set $c (i32.load8_u (local.get $p)))
  (block $read
    (if (i32.eq (local.get $c) (i32.const 0x22))
      (then
        (local.set $kind (i32.const 4))
        (global.set $escaped (i32.const 0))
        (local.set $p (call $string (i32.add (local.get $p) (i32.const 1))))
        (if (i32.eqz (local.get $p)) (then (return (i32.const 0))))
        (local.set $p (i32.add (local.get $p) (i32.const 1)))
        (if (local.get $strict) (then (if (global.get $escaped) (then (global.set $odd (i32.const 1))))))
        (br $read)))
    (if (i32.eq (local.get $c) (i32.const 0x7b))
      (then
        (local.set $kind (i32.const 6))
        (if (i32.or (local.get $strict) (i32.and (local.get $flags) (i32.const 16)))
          (then
            (local.set $p
              (call $object
                (i32.add (local.get $p) (i32.const 1)) (local.get $node) (local.get $strict)
                (i32.add (local.get $deep) (i32.const 1)))))
          (else (local.set $p (call $skip (local.get $p) (local.get $deep)))))
        (br $read)))
    (if (i32.eq (local.get $c) (i32.const 0x5b))
      (then
        (local.set $kind (i32.const 7))
        (if (local.get $strict)
          (then
            (local.set $p
              (call $list (i32.add (local.get $p) (i32.const 1)) (i32.add (local.get $deep) (i32.const 1)))))
          (else (local.set $p (call $skip (local.get $p) (local.get $deep)))))
        (br $read)))
    (global.set $inexact (i32.const 0))
    (local.set $kind
      (select (i32.const 1)
        (select (i32.const 2)
          (select (i32.const 3) (i32.const 5) (i32.eq (local.get $c) (i32.const 0x66)))
          (i32.eq (local.get $c) (i32.const 0x74)))
        (i32.eq (local.get $c) (i32.const 0x6e))))
    (local.set $p (call $scalar (local.get $p)))
    (if (i32.eq (local.get $kind) (i32.const 5))
      (then ;; of a number at which only its kind is looked, that is not told here
        (if
          (i32.or
            (i32.and (i32.ne (local.get $strict) (i32.const 0)) (global.get $inexact))
            (i32.eq (i32.and (local.get $flags) (i32.const 3)) (i32.const 1)))
          (then (global.set $odd (i32.const 1)))))))
  (if (local.get $node)
    (then
      (i32.store offset=8 (local.get $at) (local.get $p))
      (i32.store offset=12 (local.get $at) (local.get $kind))))
  (local.get $p))
