;; The places of the memory, and what is known while records are read.
;;
;; 0x00 where it stands, 0x04 how many rows there are, 0x08 the end of the record that is not known, 0x0c what could be learnt of it
;; (1 itself, 2 values of it), 0x10 whether something is to come first, 0x14 how many nodes there are, 0x18 the seven that identify a
;; record (eventID, eventTime, eventName and others), 0x34 the byte behind each record (0 where there need be none, and a time may
;; stand before), 0x38 where the text ends, 0x3c why it stopped, 0x40 how many pairs from 0x48 on are to be learnt.
(memory (export "memory") 145)
(global $NODES i32 (i32.const 0x1000)) ;; 256 of 32 bytes: flags, start, end, kind, the record in which it was met
(global $NAMES i32 (i32.const 0x4000)) ;; 1024 of 32 bytes: first 8, last 8, length, node above, node, where it stands
(global $LETTERS i32 (i32.const 0xc000)) ;; the names themselves
(global $KEY i32 (i32.const 0x10000)) ;; what is looked at in the record at hand
(global $VALUE i32 (i32.const 0x18000)) ;; one value of it
(global $MESSAGE i32 (i32.const 0x20000)) ;; what identifies it
(global $ROWS i32 (i32.const 0x30000)) ;; 8192 of 8 bytes: its number, and 40 bits of its minute in decimal digits
(global $STARTS i32 (i32.const 0x40000))
(global $ENDS i32 (i32.const 0x48000))
(global $DIGESTS i32 (i32.const 0x50000))
(global $STACK i32 (i32.const 0x78000)) ;; hashes of the names in the objects around
(global $SLOTS i32 (i32.const 0x80000)) ;; 32768 of 8 bytes: half a hash, and where its entry stands
(global $ENTRIES i32 (i32.const 0xc0000)) ;; length, number, bytes
(global $TEXT i32 (i32.const 0x400000))

(global $serial (mut i32) (i32.const 0)) ;; of the record at hand
(global $odd (mut i32) (i32.const 0)) ;; whether something in it is not told here
(global $escaped (mut i32) (i32.const 0)) ;; whether the last text had a backslash
(global $inexact (mut i32) (i32.const 0)) ;; whether the last number is more than an integer without sign
(global $fault (mut i32) (i32.const 0)) ;; where no JSON stands
(global $top (mut i32) (i32.const 0)) ;; of the stack
