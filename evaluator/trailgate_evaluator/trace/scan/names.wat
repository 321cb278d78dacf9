;; Names of fields: which node stands below another by which name.

(func $first (param $p i32) (param $length i32) (result i64)
  (if (result i64) (i32.lt_u (local.get $length) (i32.const 8))
    (then
      (i64.and
        (i64.load (local.get $p))
        (i64.sub (i64.shl (i64.const 1) (i64.extend_i32_u (i32.shl (local.get $length) (i32.const 3)))) (i64.const 1))))
    (else (i64.load (local.get $p)))))

(func $last (param $p i32) (param $length i32) (result i64)
  (if (result i64) (i32.lt_u (local.get $length) (i32.const 8))
    (then (i64.const 0))
    (else (i64.load (i32.sub (i32.add (local.get $p) (local.get $length)) (i32.const 8))))))

;; Equal of equal names; of others but seldom.
(func $mark (param $first i64) (param $last i64) (param $length i32) (result i64)
  (i64.mul
    (i64.xor
      (i64.xor (local.get $first) (i64.rotl (i64.mul (local.get $last) (i64.const 0x9fb21c651e98df25)) (i64.const 29)))
      (i64.extend_i32_u (local.get $length)))
    (i64.const 0x9e3779b97f4a7c15)))

(func $slot (param $mark i64) (param $above i32) (result i32)
  (i32.wrap_i64
    (i64.shr_u
      (i64.mul
        (i64.xor (local.get $mark) (i64.mul (i64.extend_i32_u (local.get $above)) (i64.const 0xd6e8feb86659fd93)))
        (i64.const 0xc2b2ae3d27d4eb4f))
      (i64.const 54))))

(func $same (param $p i32) (param $q i32) (param $length i32) (result i32)
  (loop $on
    (if (i32.eqz (local.get $length)) (then (return (i32.const 1))))
    (local.set $length (i32.sub (local.get $length) (i32.const 1)))
    (br_if $on
      (i32.eq
        (i32.load8_u (i32.add (local.get $p) (local.get $length)))
        (i32.load8_u (i32.add (local.get $q) (local.get $length))))))
  (i32.const 0))

;; The node of a name below another node, 0 where there is none.
(func $below (param $above i32) (param $p i32) (param $length i32) (param $first i64) (param $last i64) (param $mark i64) (result i32)
  (local $slot i32) (local $at i32) (local $found i32)
  (local.set $slot (call $slot (local.get $mark) (local.get $above)))
  (loop $on
    (local.set $at (i32.add (global.get $NAMES) (i32.shl (local.get $slot) (i32.const 5))))
    (local.set $found (i32.load offset=24 (local.get $at)))
    (if (i32.eqz (local.get $found)) (then (return (i32.const 0))))
    (if (i64.eq (i64.load (local.get $at)) (local.get $first))
      (then
        (if
          (i32.and
            (i32.and
              (i64.eq (i64.load offset=8 (local.get $at)) (local.get $last))
              (i32.eq (i32.load offset=16 (local.get $at)) (local.get $length)))
            (i32.eq (i32.load offset=20 (local.get $at)) (local.get $above)))
          (then
            (if (i32.le_u (local.get $length) (i32.const 16)) (then (return (local.get $found))))
            (if (call $same (local.get $p) (i32.load offset=28 (local.get $at)) (local.get $length))
              (then (return (local.get $found))))))))
    (local.set $slot (i32.and (i32.add (local.get $slot) (i32.const 1)) (i32.const 1023)))
    (br $on))
  (unreachable))

;; Makes a node's name known, which stands at a place that stays.
(func (export "name") (param $above i32) (param $p i32) (param $length i32) (param $node i32)
  (local $first i64) (local $last i64) (local $slot i32) (local $at i32)
  (local.set $first (call $first (local.get $p) (local.get $length)))
  (local.set $last (call $last (local.get $p) (local.get $length)))
  (local.set $slot
    (call $slot (call $mark (local.get $first) (local.get $last) (local.get $length)) (local.get $above)))
  (loop $on
    (local.set $at (i32.add (global.get $NAMES) (i32.shl (local.get $slot) (i32.const 5))))
    (local.set $slot (i32.and (i32.add (local.get $slot) (i32.const 1)) (i32.const 1023)))
    (br_if $on (i32.load offset=24 (local.get $at))))
  (i64.store (local.get $at) (local.get $first))
  (i64.store offset=8 (local.get $at) (local.get $last))
  (i32.store offset=16 (local.get $at) (local.get $length))
  (i32.store offset=20 (local.get $at) (local.get $above))
  (i32.store offset=24 (local.get $at) (local.get $node))
  (i32.store offset=28 (local.get $at) (local.get $p)))
