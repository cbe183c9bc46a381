;; Unpacks the widget's module in the page: what model.rs predicts and coder.rs writes, the other way round.
;;
;; By hand, because every byte of it is downloaded; in wasm, because it runs once and before any compiler has warmed up: an
;; earlier, simpler model took about two and a half times the CPU in JavaScript. It must do what model.rs does, operation for
;; operation.
;;
;; Memory, in 64 KiB pages 48. What is not said to be filled is zero at first; what is not used is never touched.
;;   0x000000  how many operands an opcode has, two bits each
;;   0x000040  how far a slot moves that has seen 0, 1, 2, or more bits
;;   0x004000  squash: from -2048…2047 to a chance of 65536
;;   0x010000  seen: where three bytes, hashed, were met last
;;   0x030000  the packed bytes, which JavaScript puts there
;;   0x100000  slots of two bytes, in rows of sixteen: 1 MiB
;;   0x200000  the module
(module
  (memory (export "m") 48)
  ;; As `operands` and `STEPS` of model.rs.
  (data (i32.const 0) "\50\01\00\15\09\00\00\00\55\15\aa\aa\aa\aa\aa\2a\14")
  (data (i32.const 0x40) "\7d\64\5a\2b")

  (global $range (mut i32) (i32.const -1))
  (global $code (mut i32) (i32.const 0))
  (global $next (mut i32) (i32.const 0x30004))
  ;; The three contexts.
  (global $a (mut i32) (i32.const 0))
  (global $b (mut i32) (i32.const 0))
  (global $c (mut i32) (i32.const 0))

  ;; The row of a context.
  (func $row (param $context i32) (param $salt i32) (result i32)
    (local $hash i32)
    (i32.and (i32.const -32)
      (i32.shr_u
        (i32.mul (i32.const 0x9e3779b1)
          (i32.xor
            (i32.shr_u
              (local.tee $hash
                (i32.add
                  (i32.mul (local.get $context) (i32.const 0x2545f491))
                  (i32.mul (local.get $salt) (i32.const 0x5f356495))))
              (i32.const 15))
            (local.get $hash)))
        (i32.const 12))))

  (func $learn (param $at i32) (param $error i32)
    (local $slot i32) (local $count i32)
    (i32.store16 offset=0x100000 (local.get $at)
      (i32.add
        (i32.add
          (local.tee $slot (i32.load16_s offset=0x100000 (local.get $at)))
          (i32.ne (local.tee $count (i32.and (local.get $slot) (i32.const 3))) (i32.const 3)))
        (i32.and
          (i32.shr_s
            (i32.mul (i32.load8_u offset=0x40 (local.get $count)) (local.get $error))
            (i32.const 10))
          (i32.const -4)))))

  ;; The next bits, after a 1, until they reach `limit`.
  (func $bits (param $salt i32) (param $limit i32) (result i32)
    (local $a i32) (local $b i32) (local $c i32) (local $i i32) (local $j i32) (local $k i32)
    (local $node i32) (local $chance i32) (local $bound i32) (local $bit i32)
    (local.set $a
      (call $row (global.get $a) (local.tee $salt (i32.shl (local.get $salt) (i32.const 2)))))
    (local.set $b (call $row (global.get $b) (i32.or (local.get $salt) (i32.const 1))))
    (local.set $c (call $row (global.get $c) (i32.or (local.get $salt) (i32.const 2))))
    (local.set $node (i32.const 1))
    (loop $each
      (local.set $chance
        (i32.shr_s
          (i32.add
            (i32.add
              (i32.load16_s offset=0x100000
                (local.tee $i
                  (i32.add
                    (local.get $a)
                    (local.tee $bit (i32.shl (local.get $node) (i32.const 1))))))
              (i32.load16_s offset=0x100000
                (local.tee $j (i32.add (local.get $b) (local.get $bit)))))
            (i32.load16_s offset=0x100000
              (local.tee $k (i32.add (local.get $c) (local.get $bit)))))
          (i32.const 5)))
      (if (i32.gt_s (local.get $chance) (i32.const 2047)) (then (local.set $chance (i32.const 2047))))
      (if (i32.lt_s (local.get $chance) (i32.const -2047))
        (then (local.set $chance (i32.const -2047))))
      (local.set $chance
        (i32.load (i32.add (i32.const 0x6000) (i32.shl (local.get $chance) (i32.const 2)))))

      (local.set $bound
        (i32.wrap_i64
          (i64.shr_u
            (i64.mul (i64.extend_i32_u (global.get $range)) (i64.extend_i32_u (local.get $chance)))
            (i64.const 16))))
      ;; No branch: the processor would guess it wrong every other time.
      (global.set $range
        (select
          (local.get $bound)
          (i32.sub (global.get $range) (local.get $bound))
          (local.tee $bit (i32.lt_u (global.get $code) (local.get $bound)))))
      (global.set $code
        (i32.sub
          (global.get $code)
          (select (i32.const 0) (local.get $bound) (local.get $bit))))
      (loop $refill
        (if (i32.lt_u (global.get $range) (i32.const 0x1000000))
          (then
            (global.set $range (i32.shl (global.get $range) (i32.const 8)))
            (global.set $code
              (i32.or
                (i32.shl (global.get $code) (i32.const 8))
                (i32.load8_u (global.get $next))))
            (global.set $next (i32.add (global.get $next) (i32.const 1)))
            (br $refill))))

      (local.set $chance (i32.sub (i32.shl (local.get $bit) (i32.const 16)) (local.get $chance)))
      (call $learn (local.get $i) (local.get $chance))
      (call $learn (local.get $j) (local.get $chance))
      (call $learn (local.get $k) (local.get $chance))
      (br_if $each
        (i32.lt_u
          (local.tee $node (i32.or (i32.shl (local.get $node) (i32.const 1)) (local.get $bit)))
          (local.get $limit))))
    (local.get $node))

  ;; Unpacks up to the address `end`; from `data` on there are no instructions.
  (func (export "u") (param $end i32) (param $data i32)
    (local $i i32) (local $j i32) (local $chance i64) (local $at i32) (local $byte i32)
    ;; The last four instructions, how many operands the last one lacks, and bytes of them it has.
    (local $ops i32) (local $lacks i32) (local $has i32)
    ;; Where the same bytes came before, how many of them, and the byte that came next there.
    (local $match i32) (local $run i32) (local $same i32)
    (local $key i32)

  ;; The logistic function solves p' = p (1 - p).
    (local.set $chance (i64.const 0x20000000))
    (loop $each
      (i32.store offset=0x6000 (local.get $i)
        (local.tee $j (i32.wrap_i64 (i64.shr_u (local.get $chance) (i64.const 14)))))
      (i32.store (i32.sub (i32.const 0x5ffc) (local.get $i))
        (i32.sub (i32.const 0x10000) (local.get $j)))
      (local.set $chance
        (i64.add (local.get $chance)
          (i64.shr_u
            (i64.mul (local.get $chance) (i64.sub (i64.const 0x40000000) (local.get $chance)))
            (i64.const 38))))
      (br_if $each
        (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 4))) (i32.const 0x2000))))

    ;; The first four bytes, the highest first.
    (loop $each
      (global.set $code
        (i32.or (i32.shl (global.get $code) (i32.const 8)) (i32.load8_u offset=0x30000 (local.get $byte))))
      (br_if $each
        (i32.lt_u (local.tee $byte (i32.add (local.get $byte) (i32.const 1))) (i32.const 4))))

    (local.set $at (i32.const 0x200000))
    (loop $bytes
      (if (i32.lt_u (local.get $at) (local.get $end))
        (then
          (local.set $same
            (if (result i32) (local.get $run)
              (then (i32.load8_u (local.get $match)))
              (else (i32.const 256))))
          (global.set $a
            (i32.or
              (local.tee $key
                (i32.shl
                  (local.tee $i
                    (i32.or (i32.shl (local.get $lacks) (i32.const 2)) (local.get $has)))
                  (i32.const 16)))
              (i32.and (local.get $ops) (i32.const 0xff))))
          (global.set $b
            (i32.or
              (i32.shl
                (i32.or
                  (i32.shl (local.get $i) (i32.const 3))
                  (i32.sub (i32.const 32) (i32.clz (local.get $run))))
                (i32.const 9))
              (local.get $same)))
          (global.set $c
            (i32.or (local.get $key) (i32.and (local.get $ops) (i32.const 0xffff))))

          (block $known
            ;; In a run one bit says whether it goes on.
            (if (local.get $run)
              (then
                (local.set $byte (local.get $same))
                (br_if $known
                  (i32.and
                    (call $bits (i32.add (local.get $same) (i32.const 512)) (i32.const 2))
                    (i32.const 1)))))
            (local.set $byte
              (i32.or
                (i32.shl
                  (local.tee $byte (call $bits (i32.const 1) (i32.const 16)))
                  (i32.const 4))
                (i32.and (call $bits (local.get $byte) (i32.const 16)) (i32.const 15))))
            (local.set $byte (i32.and (local.get $byte) (i32.const 255))))
          (i32.store8 (local.get $at) (local.get $byte))

          (local.set $key
            (i32.shl
              (i32.shr_u
                (i32.mul
                  (i32.shr_u (i32.load (i32.sub (local.get $at) (i32.const 3))) (i32.const 8))
                  (i32.const 0x9e3779b1))
                (i32.const 17))
              (i32.const 2)))
          (if (i32.eq (local.get $byte) (local.get $same))
            (then
              (local.set $match (i32.add (local.get $match) (i32.const 1)))
              (local.set $run (i32.add (local.get $run) (i32.ne (local.get $run) (i32.const 15)))))
            (else
              (local.set $run (i32.const 0))
              (if (local.tee $match (i32.load offset=0x10000 (local.get $key)))
                (then
                  (loop $back
                    (if (i32.eq
                          (i32.load8_u
                            (i32.sub (i32.sub (local.get $match) (i32.const 1)) (local.get $run)))
                          (i32.load8_u (i32.sub (local.get $at) (local.get $run))))
                      (then
                        (br_if $back
                          (i32.lt_u
                            (local.tee $run (i32.add (local.get $run) (i32.const 1)))
                            (i32.const 15))))))))))
          (i32.store offset=0x10000 (local.get $key)
            (local.tee $i (i32.add (local.get $at) (i32.const 1))))

          (if (local.get $lacks)
            (then
              (local.set $has (i32.add (local.get $has) (i32.ne (local.get $has) (i32.const 3))))
              (local.set $lacks (i32.sub (local.get $lacks) (i32.lt_u (local.get $byte) (i32.const 128)))))
            (else
              (local.set $ops (i32.add (i32.shl (local.get $ops) (i32.const 8)) (local.get $byte)))
              (local.set $has (i32.const 0))
              (local.set $lacks
                (i32.and
                  (i32.shr_u
                    (i32.load8_u (i32.shr_u (local.get $byte) (i32.const 2)))
                    (i32.shl (i32.and (local.get $byte) (i32.const 3)) (i32.const 1)))
                  (select (i32.const 3) (i32.const 0) (i32.lt_u (local.get $at) (local.get $data)))))))
          (local.set $at (local.get $i))
          (br $bytes))))))
