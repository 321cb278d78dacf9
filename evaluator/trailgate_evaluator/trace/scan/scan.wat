;; Records one after another, as they stand in a list: each is told by its key, or it is handed back.

;; The year, month, day, hour and minute of a text like "2026-11-29T10:20:30Z" as twelve digits, -1 of any other.
(func $minute (param $p i32) (param $end i32) (result i64)
  (if (i32.ne (i32.sub (local.get $end) (local.get $p)) (i32.const 22)) (then (return (i64.const -1))))
  (call $time (local.get $p) (i32.const 20)))

;; As `$minute`, of so many characters behind this one.
(func $time (param $p i32) (param $length i32) (result i64)
  (local $place i32) (local $c i32) (local $found i64)
  (loop $on
    (local.set $p (i32.add (local.get $p) (i32.const 1)))
    (local.set $c (i32.sub (i32.load8_u (local.get $p)) (i32.const 0x30)))
    (if (i32.and (i32.shr_u (i32.const 0x92490) (local.get $place)) (i32.const 1))
      (then ;; -, T, : and Z, less 0
        (if
          (i32.ne (local.get $c)
            (select (i32.const 0x24)
              (select (i32.const 0x2a)
                (select (i32.const 10) (i32.const -3) (i32.gt_u (local.get $place) (i32.const 12)))
                (i32.eq (local.get $place) (i32.const 19)))
              (i32.eq (local.get $place) (i32.const 10))))
          (then (return (i64.const -1)))))
      (else
        (if (i32.ge_u (local.get $c) (i32.const 10)) (then (return (i64.const -1))))
        (if (i32.lt_u (local.get $place) (i32.const 16))
          (then
            (local.set $found (i64.add (i64.mul (local.get $found) (i64.const 10)) (i64.extend_i32_u (local.get $c)))))
          (else
            (if (i32.and (i32.eq (local.get $place) (i32.const 17)) (i32.gt_u (local.get $c) (i32.const 5)))
              (then (return (i64.const -1))))))))
    (local.set $place (i32.add (local.get $place) (i32.const 1)))
    (br_if $on (i32.lt_u (local.get $place) (local.get $length))))
  (if (i64.ge_u (i64.rem_u (local.get $found) (i64.const 10000)) (i64.const 2400)) (then (return (i64.const -1))))
  (local.get $found))

;; The place behind a time, and perhaps a word, as CloudWatch Logs puts them before a record; the same where there is none.
(func $stamp (param $begin i32) (result i32)
  (local $p i32) (local $c i32)
  (local.set $p (local.get $begin))
  (if (i32.eqz (call $is_digit (local.get $p))) (then (return (local.get $begin))))
  (if (i64.lt_s (call $time (i32.sub (local.get $p) (i32.const 1)) (i32.const 19)) (i64.const 0))
    (then (return (local.get $begin))))
  (local.set $p (i32.add (local.get $p) (i32.const 19)))
  (if (i32.eq (i32.load8_u (local.get $p)) (i32.const 0x2e))
    (then
      (local.set $p (call $digits (i32.add (local.get $p) (i32.const 1))))
      (if (i32.eqz (local.get $p)) (then (return (local.get $begin))))))
  (local.set $p (call $zone (local.get $p)))
  (if (i32.eqz (local.get $p)) (then (return (local.get $begin))))
  (local.set $p (call $spaces (local.get $p)))
  (if (i32.eqz (local.get $p)) (then (return (local.get $begin))))
  (local.set $c (i32.load8_u (local.get $p)))
  (if (i32.and (i32.ne (local.get $c) (i32.const 0x7b)) (i32.and (i32.ne (local.get $c) (i32.const 0x5b)) (i32.ne (local.get $c) (i32.const 0x22))))
    (then
      (loop $word
        (local.set $c (i32.load8_u (local.get $p)))
        (if (i32.lt_u (i32.sub (local.get $c) (i32.const 0x21)) (i32.const 0x5e))
          (then
            (local.set $p (i32.add (local.get $p) (i32.const 1)))
            (br $word))))
      (local.set $p (call $spaces (local.get $p)))
      (if (i32.eqz (local.get $p)) (then (return (local.get $begin))))))
  (select (local.get $p) (local.get $begin) (i32.eq (i32.load8_u (local.get $p)) (i32.const 0x7b))))

;; The place behind Z or a distance from it, 0 where there is none.
(func $zone (param $p i32) (result i32)
  (local $c i32)
  (local.set $c (i32.load8_u (local.get $p)))
  (local.set $p (i32.add (local.get $p) (i32.const 1)))
  (if (i32.eq (local.get $c) (i32.const 0x5a)) (then (return (local.get $p))))
  (if (i32.and (i32.ne (local.get $c) (i32.const 0x2b)) (i32.ne (local.get $c) (i32.const 0x2d))) (then (return (i32.const 0))))
  (if (i32.eqz (call $two_digits (local.get $p))) (then (return (i32.const 0))))
  (local.set $p (i32.add (local.get $p) (i32.const 2)))
  (if (i32.eq (i32.load8_u (local.get $p)) (i32.const 0x3a)) (then (local.set $p (i32.add (local.get $p) (i32.const 1)))))
  (select (i32.add (local.get $p) (i32.const 2)) (i32.const 0) (call $two_digits (local.get $p))))

(func $two_digits (param $p i32) (result i32)
  (i32.and (call $is_digit (local.get $p)) (call $is_digit (i32.add (local.get $p) (i32.const 1)))))

;; The place behind at least one space or tab, 0 where there is none.
(func $spaces (param $p i32) (result i32)
  (local $c i32) (local $from i32)
  (local.set $from (local.get $p))
  (loop $on
    (local.set $c (i32.load8_u (local.get $p)))
    (if (i32.or (i32.eq (local.get $c) (i32.const 0x20)) (i32.eq (local.get $c) (i32.const 0x09)))
      (then
        (local.set $p (i32.add (local.get $p) (i32.const 1)))
        (br $on))))
  (select (i32.const 0) (local.get $p) (i32.eq (local.get $p) (local.get $from))))

;; Of one of the seven nodes whether it is a text.
(func $is_text (param $node i32) (result i32)
  (local.set $node (call $node (local.get $node)))
  (i32.and
    (i32.eq (i32.load offset=16 (local.get $node)) (global.get $serial))
    (i32.eq (i32.load offset=12 (local.get $node)) (i32.const 4))))

;; Writes what identifies the record at hand as a list in JSON; returns its length, 0 of one that is too long.
(func $message (result i32)
  (local $slot i32) (local $at i32) (local $m i32) (local $size i32)
  (local.set $m (global.get $MESSAGE))
  (local.set $slot (i32.const 0x18))
  (loop $on
    (i32.store8 (local.get $m) (select (i32.const 0x5b) (i32.const 0x2c) (i32.eq (local.get $slot) (i32.const 0x18))))
    (local.set $m (i32.add (local.get $m) (i32.const 1)))
    (local.set $at (call $node (i32.load (local.get $slot))))
    (if (i32.eq (i32.load offset=16 (local.get $at)) (global.get $serial))
      (then
        (local.set $size (i32.sub (i32.load offset=8 (local.get $at)) (i32.load offset=4 (local.get $at))))
        (if (i32.gt_u (i32.add (local.get $m) (local.get $size)) (i32.const 0x2f000)) (then (return (i32.const 0))))
        (local.set $m (call $copy (local.get $m) (i32.load offset=4 (local.get $at)) (local.get $size))))
      (else
        (i32.store (local.get $m) (i32.const 0x6c6c756e))
        (local.set $m (i32.add (local.get $m) (i32.const 4)))))
    (local.set $slot (i32.add (local.get $slot) (i32.const 4)))
    (br_if $on (i32.lt_u (local.get $slot) (i32.const 0x34))))
  (i32.store8 (local.get $m) (i32.const 0x5d))
  (i32.sub (i32.add (local.get $m) (i32.const 1)) (global.get $MESSAGE)))

(func $stops (param $p i32) (param $rows i32) (param $after i32) (param $why i32) (result i32)
  (i32.store (i32.const 0) (local.get $p))
  (i32.store offset=4 (i32.const 0) (local.get $rows))
  (i32.store offset=0x10 (i32.const 0) (local.get $after))
  (local.get $why))

;; Learns what is to be learnt, and reads records from where it stands.
(func (export "run")
  (i32.store offset=0x3c (i32.const 0)
    (if (result i32) (call $learn)
      (then
        (call $scan
          (i32.load (i32.const 0)) (i32.load offset=0x38 (i32.const 0)) (i32.load offset=0x10 (i32.const 0))))
      (else (i32.const 5)))))

;; Reads records from a place on, `after` one where something is to come first, and says why it stopped: 0 the text ends, 1 the
;; rows are full, 2 there is a record that is not known, 3 what stands there is not read here, 4 the list ends.
(func $scan (param $p i32) (param $end i32) (param $after i32) (result i32)
  (local $row i32) (local $q i32) (local $c i32) (local $number i32) (local $minute i64) (local $size i32) (local $behind i32)
  (local.set $behind (i32.load offset=0x34 (i32.const 0)))
  (loop $on
    (if (local.get $behind)
      (then
        (if (local.get $after)
          (then
            (if (i32.ge_u (local.get $p) (local.get $end))
              (then (return (call $stops (local.get $p) (local.get $row) (i32.const 1) (i32.const 0)))))
            (local.set $c (i32.load8_u (local.get $p)))
            (if (i32.ne (local.get $c) (local.get $behind))
              (then
                (return
                  (call $stops (local.get $p) (local.get $row) (i32.const 1)
                    (select (i32.const 4) (i32.const 3) (i32.eq (local.get $c) (i32.const 0x5d)))))))
            (local.set $p (i32.add (local.get $p) (i32.const 1))))))
      (else (local.set $p (call $stamp (call $blanks (local.get $p))))))
    (if (i32.ge_u (local.get $row) (i32.const 8192))
      (then (return (call $stops (local.get $p) (local.get $row) (i32.const 0) (i32.const 1)))))
    (if (i32.ne (i32.load8_u (local.get $p)) (i32.const 0x7b))
      (then
        (return
          (call $stops (local.get $p) (local.get $row) (i32.const 0)
            (select (i32.const 0) (i32.const 3) (i32.ge_u (local.get $p) (local.get $end)))))))
    (global.set $serial (i32.add (global.get $serial) (i32.const 1)))
    (global.set $odd (i32.const 0))
    (global.set $top (global.get $STACK))
    (local.set $q (call $object (i32.add (local.get $p) (i32.const 1)) (i32.const 1) (i32.const 0) (i32.const 1)))
    (if (i32.eqz (local.get $q))
      (then
        (return
          (call $stops (local.get $p) (local.get $row) (i32.const 0)
            (select (i32.const 0) (i32.const 3)
              (i32.ge_u (i32.add (global.get $fault) (i32.const 6)) (local.get $end)))))))
    (i32.store offset=8 (i32.const 0) (local.get $q))
    ;; a text is one record and nothing else
    (if (i32.and (i32.eq (local.get $behind) (i32.const 0x0a)) (i32.ne (i32.load8_u (local.get $q)) (i32.const 0x0a)))
      (then (return (call $stops (local.get $p) (local.get $row) (i32.const 0) (i32.const 3)))))
    ;; what is told by its texts
    (if
      (i32.eqz
        (i32.and
          (call $is_text (i32.load offset=0x18 (i32.const 0)))
          (call $is_text (i32.load offset=0x20 (i32.const 0)))))
      (then (global.set $odd (i32.const 1))))
    (if (call $is_text (i32.load offset=0x1c (i32.const 0)))
      (then
        (local.set $c (call $node (i32.load offset=0x1c (i32.const 0))))
        (local.set $minute (call $minute (i32.load offset=4 (local.get $c)) (i32.load offset=8 (local.get $c)))))
      (else (local.set $minute (i64.const -1))))
    (if (i64.lt_s (local.get $minute) (i64.const 0)) (then (global.set $odd (i32.const 1))))
    (local.set $size (i32.const 0))
    (local.set $number (call $number_of))
    (if (i32.ge_s (local.get $number) (i32.const 0)) (then (local.set $size (call $message))))
    (if (i32.eqz (local.get $size))
      (then (return (call $stops (local.get $p) (local.get $row) (i32.const 0) (i32.const 2)))))
    (call $digest
      (global.get $MESSAGE) (local.get $size) (i32.add (global.get $DIGESTS) (i32.shl (local.get $row) (i32.const 4))))
    (i64.store
      (i32.add (global.get $ROWS) (i32.shl (local.get $row) (i32.const 3)))
      (i64.or (i64.shl (i64.extend_i32_u (local.get $number)) (i64.const 40)) (local.get $minute)))
    (i32.store (i32.add (global.get $STARTS) (i32.shl (local.get $row) (i32.const 2))) (local.get $p))
    (i32.store (i32.add (global.get $ENDS) (i32.shl (local.get $row) (i32.const 2))) (local.get $q))
    (local.set $row (i32.add (local.get $row) (i32.const 1)))
    (local.set $p (local.get $q))
    (local.set $after (i32.const 1))
    (br $on))
  (unreachable))
