;; Records that something else was put round: the text of each, and a line feed, is written to an earlier place of the memory.
;;
;; Flags of the nodes of what is round a record: 64 a text of it is the record's, 128 an object is the record, 0 what tells that
;; it is another thing.

(global $out (mut i32) (i32.const 0)) ;; where the next text is written

(func $blanks (param $p i32) (result i32)
  (local $c i32)
  (loop $on
    (local.set $c (i32.load8_u (local.get $p)))
    (if
      (i32.or
        (i32.or (i32.eq (local.get $c) (i32.const 0x20)) (i32.eq (local.get $c) (i32.const 0x0a)))
        (i32.or (i32.eq (local.get $c) (i32.const 0x0d)) (i32.eq (local.get $c) (i32.const 0x09))))
      (then
        (local.set $p (i32.add (local.get $p) (i32.const 1)))
        (br $on))))
  (local.get $p))

(func $write (param $c i32)
  (i32.store8 (global.get $out) (local.get $c))
  (global.set $out (i32.add (global.get $out) (i32.const 1))))

;; The value of four hexadecimal digits, -1 of others.
(func $hex (param $p i32) (result i32)
  (local $left i32) (local $c i32) (local $found i32)
  (local.set $left (i32.const 4))
  (loop $on
    (local.set $c (i32.load8_u (local.get $p)))
    (if (i32.eqz (call $is_hex (local.get $c))) (then (return (i32.const -1))))
    (local.set $found
      (i32.or (i32.shl (local.get $found) (i32.const 4))
        (select (i32.sub (local.get $c) (i32.const 0x30))
          (i32.sub (i32.or (local.get $c) (i32.const 0x20)) (i32.const 0x57))
          (i32.lt_u (local.get $c) (i32.const 0x3a)))))
    (local.set $p (i32.add (local.get $p) (i32.const 1)))
    (local.set $left (i32.sub (local.get $left) (i32.const 1)))
    (br_if $on (local.get $left)))
  (local.get $found))

;; Writes a character of four digits in UTF-8; whether it can be in a line, and is no half of a pair.
(func $character (param $code i32) (result i32)
  (if (i32.or (i32.lt_s (local.get $code) (i32.const 0x20)) (i32.eq (i32.shr_u (local.get $code) (i32.const 11)) (i32.const 0x1b)))
    (then (return (i32.const 0))))
  (if (i32.lt_u (local.get $code) (i32.const 0x80))
    (then (call $write (local.get $code)))
    (else
      (if (i32.lt_u (local.get $code) (i32.const 0x800))
        (then (call $write (i32.or (i32.const 0xc0) (i32.shr_u (local.get $code) (i32.const 6)))))
        (else
          (call $write (i32.or (i32.const 0xe0) (i32.shr_u (local.get $code) (i32.const 12))))
          (call $write
            (i32.or (i32.const 0x80) (i32.and (i32.shr_u (local.get $code) (i32.const 6)) (i32.const 0x3f))))))
      (call $write (i32.or (i32.const 0x80) (i32.and (local.get $code) (i32.const 0x3f))))))
  (i32.const 1))

;; Writes what a text of JSON says that begins here; returns the place behind its quote, 0 where it is none or not told.
(func $unescape (param $p i32) (result i32)
  (local $v v128) (local $m i32) (local $c i32) (local $to i32)
  (local.set $to (global.get $out))
  (loop $on
    (local.set $v (v128.load (local.get $p)))
    (v128.store (local.get $to) (local.get $v))
    (local.set $m
      (i8x16.bitmask
        (v128.or
          (v128.or
            (i8x16.eq (local.get $v) (v128.const i32x4 0x22222222 0x22222222 0x22222222 0x22222222))
            (i8x16.eq (local.get $v) (v128.const i32x4 0x5c5c5c5c 0x5c5c5c5c 0x5c5c5c5c 0x5c5c5c5c)))
          (i8x16.lt_u (local.get $v) (v128.const i32x4 0x20202020 0x20202020 0x20202020 0x20202020)))))
    (local.set $c (select (i32.ctz (local.get $m)) (i32.const 16) (local.get $m)))
    (local.set $p (i32.add (local.get $p) (local.get $c)))
    (local.set $to (i32.add (local.get $to) (local.get $c)))
    (br_if $on (i32.eqz (local.get $m)))
    (local.set $c (i32.load8_u (local.get $p)))
    (if (i32.eq (local.get $c) (i32.const 0x22))
      (then
        (global.set $out (local.get $to))
        (return (i32.add (local.get $p) (i32.const 1)))))
    (if (i32.ne (local.get $c) (i32.const 0x5c)) (then (return (call $fails (local.get $p)))))
    (if (i64.eq (i64.and (i64.load (local.get $p)) (i64.const 0xffff00ffff)) (i64.const 0x225c00225c))
      (then ;; \":\" and \",\", behind a name and behind a text
        (local.set $c (i32.load8_u offset=2 (local.get $p)))
        (if (i32.or (i32.eq (local.get $c) (i32.const 0x3a)) (i32.eq (local.get $c) (i32.const 0x2c)))
          (then
            (i32.store (local.get $to) (i32.or (i32.const 0x220022) (i32.shl (local.get $c) (i32.const 8))))
            (local.set $to (i32.add (local.get $to) (i32.const 3)))
            (local.set $p (i32.add (local.get $p) (i32.const 5)))
            (br $on)))))
    (local.set $c (i32.load8_u offset=1 (local.get $p)))
    (if
      (i32.or
        (i32.or (i32.eq (local.get $c) (i32.const 0x22)) (i32.eq (local.get $c) (i32.const 0x5c)))
        (i32.eq (local.get $c) (i32.const 0x2f)))
      (then
        (i32.store8 (local.get $to) (local.get $c))
        (local.set $to (i32.add (local.get $to) (i32.const 1)))
        (local.set $p (i32.add (local.get $p) (i32.const 2)))
        (br $on)))
    (if (i32.ne (local.get $c) (i32.const 0x75)) (then (return (call $fails (local.get $p)))))
    (global.set $out (local.get $to))
    (if (i32.eqz (call $character (call $hex (i32.add (local.get $p) (i32.const 2)))))
      (then (return (call $fails (local.get $p)))))
    (local.set $to (global.get $out))
    (local.set $p (i32.add (local.get $p) (i32.const 6)))
    (br $on))
  (unreachable))

;; Writes the record that stands in an object, whose brace is here; returns the place behind it, 0 where it is none or not told.
(func $unwrap_object (param $p i32) (param $root i32) (result i32)
  (local $q i32) (local $length i32) (local $child i32) (local $flags i32) (local $c i32) (local $taken i32)
  (local $first i64) (local $last i64)
  (if (i32.ne (i32.load8_u (local.get $p)) (i32.const 0x7b)) (then (return (call $fails (local.get $p)))))
  (loop $on
    (local.set $p (call $blanks (i32.add (local.get $p) (i32.const 1))))
    (if (i32.ne (i32.load8_u (local.get $p)) (i32.const 0x22)) (then (return (call $fails (local.get $p)))))
    (local.set $p (i32.add (local.get $p) (i32.const 1)))
    (global.set $escaped (i32.const 0))
    (local.set $q (call $string (local.get $p)))
    (if (i32.eqz (local.get $q)) (then (return (i32.const 0))))
    (if (global.get $escaped) (then (return (call $fails (local.get $p)))))
    (local.set $length (i32.sub (local.get $q) (local.get $p)))
    (local.set $first (call $first (local.get $p) (local.get $length)))
    (local.set $last (call $last (local.get $p) (local.get $length)))
    (local.set $child
      (call $below
        (local.get $root) (local.get $p) (local.get $length) (local.get $first) (local.get $last)
        (call $mark (local.get $first) (local.get $last) (local.get $length))))
    (local.set $p (call $blanks (i32.add (local.get $q) (i32.const 1))))
    (if (i32.ne (i32.load8_u (local.get $p)) (i32.const 0x3a)) (then (return (call $fails (local.get $p)))))
    (local.set $p (call $blanks (i32.add (local.get $p) (i32.const 1))))
    (if (local.get $child)
      (then
        (local.set $flags (i32.load (call $node (local.get $child))))
        (local.set $c (i32.load8_u (local.get $p)))
        (if (local.get $taken) (then (return (call $fails (local.get $p)))))
        (local.set $taken (i32.const 1))
        (if (i32.and (i32.eq (local.get $c) (i32.const 0x22)) (i32.eq (local.get $flags) (i32.const 64)))
          (then (local.set $p (call $unescape (i32.add (local.get $p) (i32.const 1)))))
          (else
            (if (i32.or (i32.ne (local.get $c) (i32.const 0x7b)) (i32.ne (local.get $flags) (i32.const 128)))
              (then (return (call $fails (local.get $p)))))
            (local.set $q (call $skip (local.get $p) (i32.const 1)))
            (if (local.get $q)
              (then
                (global.set $out
                  (call $copy (global.get $out) (local.get $p) (i32.sub (local.get $q) (local.get $p))))))
            (local.set $p (local.get $q)))))
      (else
        (if (i32.eq (local.get $root) (i32.const 230)) (then (return (call $fails (local.get $p)))))
        (local.set $p (call $skip (local.get $p) (i32.const 1)))))
    (if (i32.eqz (local.get $p)) (then (return (i32.const 0))))
    (local.set $p (call $blanks (local.get $p)))
    (br_if $on (i32.eq (i32.load8_u (local.get $p)) (i32.const 0x2c))))
  (if (i32.or (i32.ne (i32.load8_u (local.get $p)) (i32.const 0x7d)) (i32.eqz (local.get $taken)))
    (then (return (call $fails (local.get $p)))))
  (i32.add (local.get $p) (i32.const 1)))

;; As `$unwrap_object`, of a row of one column, whose bracket is here.
(func $unwrap_cell (param $p i32) (result i32)
  (local.set $p (call $unwrap_object (call $blanks (i32.add (local.get $p) (i32.const 1))) (i32.const 230)))
  (if (i32.eqz (local.get $p)) (then (return (i32.const 0))))
  (local.set $p (call $blanks (local.get $p)))
  (if (i32.ne (i32.load8_u (local.get $p)) (i32.const 0x5d)) (then (return (call $fails (local.get $p)))))
  (i32.add (local.get $p) (i32.const 1)))

;; Passes what stands between quotes in CSV and begins here, and writes it if so; returns the place behind its quote.
(func $unquote (param $p i32) (param $writes i32) (result i32)
  (local $v v128) (local $m i32) (local $c i32) (local $to i32)
  (local.set $to (global.get $out))
  (loop $on
    (local.set $v (v128.load (local.get $p)))
    (v128.store (local.get $to) (local.get $v))
    (local.set $m
      (i8x16.bitmask
        (v128.or
          (i8x16.eq (local.get $v) (v128.const i32x4 0x22222222 0x22222222 0x22222222 0x22222222))
          (i8x16.lt_u (local.get $v) (v128.const i32x4 0x20202020 0x20202020 0x20202020 0x20202020)))))
    (local.set $c (select (i32.ctz (local.get $m)) (i32.const 16) (local.get $m)))
    (local.set $p (i32.add (local.get $p) (local.get $c)))
    (local.set $to (i32.add (local.get $to) (local.get $c)))
    (br_if $on (i32.eqz (local.get $m)))
    (if (i32.ne (i32.load8_u (local.get $p)) (i32.const 0x22)) (then (return (call $fails (local.get $p)))))
    (if (i64.eq (i64.and (i64.load (local.get $p)) (i64.const 0xffff00ffff)) (i64.const 0x2222002222))
      (then ;; "":"" and "",""
        (local.set $c (i32.load8_u offset=2 (local.get $p)))
        (if (i32.or (i32.eq (local.get $c) (i32.const 0x3a)) (i32.eq (local.get $c) (i32.const 0x2c)))
          (then
            (i32.store (local.get $to) (i32.or (i32.const 0x220022) (i32.shl (local.get $c) (i32.const 8))))
            (local.set $to (i32.add (local.get $to) (i32.const 3)))
            (local.set $p (i32.add (local.get $p) (i32.const 5)))
            (br $on)))))
    (local.set $p (i32.add (local.get $p) (i32.const 1)))
    (if (i32.eq (i32.load8_u (local.get $p)) (i32.const 0x22))
      (then
        (i32.store8 (local.get $to) (i32.const 0x22))
        (local.set $to (i32.add (local.get $to) (i32.const 1)))
        (local.set $p (i32.add (local.get $p) (i32.const 1)))
        (br $on))))
  (if (local.get $writes) (then (global.set $out (local.get $to))))
  (local.get $p))

;; Writes what a row of CSV has in a column; returns the place behind its line feed, 0 where it is not told.
(func $unwrap_row (param $p i32) (param $column i32) (result i32)
  (local $place i32) (local $c i32)
  (loop $on
    (local.set $c (i32.load8_u (local.get $p)))
    (if (i32.eq (local.get $c) (i32.const 0x22))
      (then
        (local.set $p
          (call $unquote (i32.add (local.get $p) (i32.const 1)) (i32.eq (local.get $place) (local.get $column))))
        (if (i32.eqz (local.get $p)) (then (return (i32.const 0)))))
      (else
        (if (i32.eq (local.get $place) (local.get $column)) (then (return (call $fails (local.get $p)))))
        (loop $bare
          (local.set $c (i32.load8_u (local.get $p)))
          (if
            (i32.and
              (i32.ge_u (local.get $c) (i32.const 0x20))
              (i32.and (i32.ne (local.get $c) (i32.const 0x2c)) (i32.ne (local.get $c) (i32.const 0x22))))
            (then
              (local.set $p (i32.add (local.get $p) (i32.const 1)))
              (br $bare))))))
    (local.set $c (i32.load8_u (local.get $p)))
    (local.set $place (i32.add (local.get $place) (i32.const 1)))
    (local.set $p (i32.add (local.get $p) (i32.const 1)))
    (br_if $on (i32.eq (local.get $c) (i32.const 0x2c))))
  (if (i32.eq (local.get $c) (i32.const 0x0d))
    (then
      (local.set $c (i32.load8_u (local.get $p)))
      (local.set $p (i32.add (local.get $p) (i32.const 1)))))
  (if (i32.or (i32.ne (local.get $c) (i32.const 0x0a)) (i32.le_u (local.get $place) (local.get $column)))
    (then (return (call $fails (i32.sub (local.get $p) (i32.const 1))))))
  (local.get $p))

;; Writes the records of what stands between two places to an earlier one. `how`: 0 objects in a list, 1 objects one after another,
;; else rows of CSV; of objects `which` is the node above their names, of rows the column. `after` one where a comma is to come.
;; Returns why it stopped (0 the text ends, 3 what stands there is not told, 4 the list ends), where it stands, where what it wrote
;; ends, and whether it stands behind an object of a list.
(func (export "unwrap")
  (param $p i32) (param $end i32) (param $to i32) (param $how i32) (param $which i32) (param $after i32)
  (result i32 i32 i32 i32)
  (local $q i32) (local $from i32) (local $c i32)
  (global.set $out (local.get $to))
  (loop $on
    (local.set $from (global.get $out))
    (local.set $q (local.get $p))
    (if (i32.lt_u (local.get $how) (i32.const 2))
      (then
        (local.set $q (call $blanks (local.get $p)))
        (local.set $c (i32.load8_u (local.get $q)))
        (if (i32.and (local.get $after) (i32.eq (local.get $c) (i32.const 0x2c)))
          (then
            (local.set $after (i32.const 0))
            (local.set $q (call $blanks (i32.add (local.get $q) (i32.const 1))))
            (local.set $p (local.get $q)))
          (else
            (if (i32.and (i32.eqz (local.get $how)) (i32.eq (local.get $c) (i32.const 0x5d)))
              (then (return (i32.const 4) (local.get $q) (local.get $from) (local.get $after))))
            (if (i32.and (local.get $after) (i32.lt_u (local.get $q) (local.get $end)))
              (then (return (i32.const 3) (local.get $p) (local.get $from) (local.get $after))))))))
    (if (i32.ge_u (local.get $q) (local.get $end))
      (then (return (i32.const 0) (local.get $p) (local.get $from) (local.get $after))))
    (local.set $q
      (if (result i32) (i32.lt_u (local.get $how) (i32.const 2))
        (then
          (if (result i32)
            (i32.and (i32.eqz (local.get $how)) (i32.eq (i32.load8_u (local.get $q)) (i32.const 0x5b)))
            (then (call $unwrap_cell (local.get $q)))
            (else (call $unwrap_object (local.get $q) (local.get $which)))))
        (else (call $unwrap_row (local.get $q) (local.get $which)))))
    (if (i32.eqz (local.get $q))
      (then
        (return
          (select (i32.const 0) (i32.const 3) (i32.ge_u (i32.add (global.get $fault) (i32.const 6)) (local.get $end)))
          (local.get $p) (local.get $from) (local.get $after))))
    (call $write (i32.const 0x0a))
    (local.set $p (local.get $q))
    (local.set $after (i32.eqz (local.get $how)))
    (br $on))
  (unreachable))
