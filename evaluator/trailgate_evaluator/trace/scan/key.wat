;; The key of the record at hand: what anybody looks at in it, and what is known by it.

(global $length (mut i32) (i32.const 0)) ;; of the key at hand
(global $keyhash (mut i64) (i64.const 0))

;; Writes the key by which a value's class is known; returns its length.
(func $value_key (param $node i32) (param $p i32) (param $length i32) (result i32)
  (local $end i32)
  (i32.store (global.get $VALUE) (i32.or (i32.const 0xfe00) (local.get $node)))
  (local.set $end (call $copy (i32.add (global.get $VALUE) (i32.const 4)) (local.get $p) (local.get $length)))
  (i64.store (local.get $end) (i64.const 0))
  (i32.sub (local.get $end) (global.get $VALUE)))

(func $told_apart (param $node i32) (param $start i32) (param $length i32) (result i32)
  (local.set $length (call $value_key (local.get $node) (local.get $start) (local.get $length)))
  (call $find (global.get $VALUE) (local.get $length) (call $hash (global.get $VALUE) (local.get $length))))

;; Makes the class known of the value that the record at hand has at a node; whether there is room.
(func $learn_value (param $node i32) (param $class i32) (result i32)
  (local $at i32) (local $start i32) (local $length i32)
  (local.set $at (call $node (local.get $node)))
  (local.set $start (i32.load offset=4 (local.get $at)))
  (local.set $length (i32.sub (i32.load offset=8 (local.get $at)) (local.get $start)))
  (if (i32.ge_s (call $told_apart (local.get $node) (local.get $start) (local.get $length)) (i32.const 0))
    (then (return (i32.const 1))))
  (local.set $length (call $value_key (local.get $node) (local.get $start) (local.get $length)))
  (call $put (global.get $VALUE) (local.get $length) (call $hash (global.get $VALUE) (local.get $length)) (local.get $class)))

;; Learns what is to be learnt of the record at hand: numbers with the node of a value, or (0) with its own key; whether there is room.
(func $learn (result i32)
  (local $left i32) (local $at i32) (local $room i32)
  (local.set $left (i32.load offset=0x40 (i32.const 0)))
  (local.set $at (i32.const 0x48))
  (local.set $room (i32.const 1))
  (i32.store offset=0x40 (i32.const 0) (i32.const 0))
  (loop $on
    (if (i32.or (i32.eqz (local.get $left)) (i32.eqz (local.get $room))) (then (return (local.get $room))))
    (if (i32.load (local.get $at))
      (then (local.set $room (call $learn_value (i32.load (local.get $at)) (i32.load offset=4 (local.get $at)))))
      (else
        (local.set $room
          (call $put (global.get $KEY) (global.get $length) (global.get $keyhash) (i32.load offset=4 (local.get $at))))))
    (local.set $at (i32.add (local.get $at) (i32.const 8)))
    (local.set $left (i32.sub (local.get $left) (i32.const 1)))
    (br $on))
  (unreachable))

;; The number by which the record at hand is known, -1 where it is not, or where it is not told here.
(func $number_of (result i32)
  (local $node i32) (local $count i32) (local $at i32) (local $flags i32) (local $kind i32) (local $k i32)
  (local $start i32) (local $size i32) (local $class i32) (local $lacking i32)
  (i32.store offset=0x0c (i32.const 0) (i32.const 0))
  (if (global.get $odd) (then (return (i32.const -1))))
  (local.set $count (i32.load offset=0x14 (i32.const 0)))
  (local.set $k (i32.add (global.get $KEY) (i32.const 1)))
  (i32.store8 (global.get $KEY) (i32.const 0xfd))
  (local.set $node (i32.const 1))
  (loop $on
    (local.set $at (call $node (local.get $node)))
    (local.set $flags (i32.load (local.get $at)))
    (if (i32.and (local.get $flags) (i32.const 1))
      (then
        (local.set $kind
          (select (i32.load offset=12 (local.get $at)) (i32.const 0)
            (i32.eq (i32.load offset=16 (local.get $at)) (global.get $serial))))
        (i32.store8 (local.get $k) (local.get $kind))
        (local.set $k (i32.add (local.get $k) (i32.const 1)))
        (if (i32.and (i32.and (local.get $flags) (i32.const 2)) (i32.shl (i32.eq (i32.and (local.get $kind) (i32.const 6)) (i32.const 4)) (i32.const 1)))
          (then
            (local.set $start (i32.load offset=4 (local.get $at)))
            (local.set $size (i32.sub (i32.load offset=8 (local.get $at)) (local.get $start)))
            (if (i32.gt_u (local.get $size) (i32.const 1024)) (then (return (i32.const -1))))
            (if (i32.and (local.get $flags) (i32.const 4))
              (then
                (local.set $class (call $told_apart (local.get $node) (local.get $start) (local.get $size)))
                (if (i32.lt_s (local.get $class) (i32.const 0)) (then (local.set $lacking (i32.const 1))))
                (i32.store (local.get $k) (local.get $class))
                (local.set $k (i32.add (local.get $k) (i32.const 4))))
              (else
                (i32.store16 (local.get $k) (local.get $size))
                (local.set $k
                  (call $copy (i32.add (local.get $k) (i32.const 2)) (local.get $start) (local.get $size)))))))
        (if (i32.gt_u (local.get $k) (i32.const 0x17000)) (then (return (i32.const -1))))))
    (local.set $node (i32.add (local.get $node) (i32.const 1)))
    (br_if $on (i32.le_u (local.get $node) (local.get $count))))
  (if (local.get $lacking)
    (then
      (i32.store offset=0x0c (i32.const 0) (i32.const 2))
      (return (i32.const -1))))
  (i64.store (local.get $k) (i64.const 0))
  (global.set $length (i32.sub (local.get $k) (global.get $KEY)))
  (global.set $keyhash (call $hash (global.get $KEY) (global.get $length)))
  (local.set $class (call $find (global.get $KEY) (global.get $length) (global.get $keyhash)))
  (i32.store offset=0x0c (i32.const 0) (i32.lt_s (local.get $class) (i32.const 0)))
  (local.get $class))
