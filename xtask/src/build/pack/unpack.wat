;; Unpacks the widget's module in the page: what model.rs predicts and coder.rs writes, the other way round.
;;
;; By hand, because every byte of it is downloaded; in wasm, because it runs once and before any compiler has warmed up: an
;; earlier, simpler model took about two and a half times the CPU in JavaScript. It must do what model.rs does, operation for
;; operation.
;;
;; Memory, in 64 KiB pages 160. What is not said to be filled is zero at first; what is not used is never touched.
;;   0x000000  how many operands an opcode has, two bits each
;;   0x000040  how far a slot moves that has seen 0, 1, 2… bits
;;   0x000050  what is known of the past
;;   0x000070  the contexts, each a choice of it; four bytes each, as what follows
;;   0x0000c0  their keys
;;   0x000100  the addresses of their rows
;;   0x000140  what they say of a bit
;;   0x002000  stretch: from a chance of -2048…2047 to its logit, two bytes each
;;   0x004000  squash: from -2048…2047 to a chance of 65536
;;   0x010000  next: what followed which two bytes
;;   0x020000  seen: where three bytes, hashed, were met last
;;   0x060000  weights, less the first weight, in sets of 64 bytes
;;   0x080000  the packed text, each letter less #, which JavaScript puts there
;;   0x100000  the module
;;   0x200000  rows of 16 slots of two bytes
(module
  (memory (export "m") 160)
  ;; As `operands`, `STEPS` and `CONTEXTS` of model.rs.
  (data (i32.const 0)
    "\50\01\00\15\09\00\00\00\55\15\aa\aa\aa\aa\aa\6a\15")
  (data (i32.const 0x40)
    "\e8\89\63\4f\48\44\41\3c\32\1e")
  (data (i32.const 0x70)
    "\00\10\00\00\00\80\00\00\80\10\00\00\00\21\00\00"
    "\10\12\00\00\00\13\00\00\40\70\00\00\00\11\03\00"
    "\40\17\00\00\08\1d\00\00\80\11\03\00\07\17\00\00")

  ;; The coder; the first bit refills it.
  (global $range (mut i64) (i64.const 1))
  (global $code (mut i64) (i64.const 0))
  (global $next (mut i32) (i32.const 0x80000))
  ;; What choses sets of weights: the place, which byte is expected (after a 1) and how surely, and the instruction.
  (global $place (mut i32) (i32.const 0))
  (global $expected (mut i32) (i32.const 0))
  (global $sure (mut i32) (i32.const 0))
  (global $inside (mut i32) (i32.const 0))
  (global $instruction (mut i32) (i32.const 0))

  ;; Half a byte: the bits so far, a 1 first, and four more.
  (func $half (param $byte i32) (result i32)
    (local $i i32) (local $j i32) (local $bit i32) (local $bound i64)
    ;; The bits of this half, a 1 first, times two: the place in a row of slots.
    (local $node i32)
    ;; Sets of weights.
    (local $a i32) (local $b i32)
    (local $sum i32) (local $chance i32) (local $hash i32) (local $row i32) (local $slot i32)
    (local.set $i (i32.const 0))
    (loop $each
      (i32.store offset=0x100 (local.get $i)
        (local.tee $row
          (i32.and
            (i32.const 0x7fffe0)
            (i32.shr_u
              (local.tee $hash
                (i32.mul
                  (i32.add (i32.load offset=0xc0 (local.get $i)) (local.get $byte))
                  (i32.const 0x9e3779b1)))
              (i32.const 9)))))
      (if (i32.ne
            (i32.load16_u offset=0x200000 (local.get $row))
            (i32.and (local.get $hash) (i32.const 0xffff)))
        (then
          (i64.store offset=0x200000 (local.get $row)
            (i64.extend_i32_u (i32.and (local.get $hash) (i32.const 0xffff))))
          (i64.store offset=0x200008 (local.get $row) (i64.const 0))
          (i64.store offset=0x200010 (local.get $row) (i64.const 0))
          (i64.store offset=0x200018 (local.get $row) (i64.const 0))))
      (br_if $each
        (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 4))) (i32.const 48))))

    (local.set $node (i32.const 2))
    (loop $each_bit
      (local.set $j
        (i32.shr_u
          (global.get $expected)
          (i32.sub (i32.clz (local.get $byte)) (i32.const 24))))
      (local.set $a
        (i32.shl
          (i32.or
            (global.get $place)
            (select
              (i32.or
                (i32.shl (global.get $sure) (i32.const 1))
                (i32.and (local.get $j) (i32.const 1)))
              (i32.const 0)
              (i32.eq (i32.shr_u (local.get $j) (i32.const 1)) (local.get $byte))))
          (i32.const 6)))
      (local.set $b
        (i32.shl
          (select
            (global.get $instruction)
            (i32.add (local.get $byte) (i32.const 512))
            (global.get $inside))
          (i32.const 6)))

      (local.set $sum (local.tee $i (i32.const 0)))
      (loop $each
        (i32.store offset=0x140 (local.get $i)
          (local.tee $j
            (i32.load16_s
              (i32.add
                (i32.const 0x3000)
                (i32.and
                  (i32.const -2)
                  (i32.shr_s
                    (i32.load16_s offset=0x200000
                      (i32.add (i32.load offset=0x100 (local.get $i)) (local.get $node)))
                    (i32.const 3)))))))
        (local.set $sum
          (i32.add
            (local.get $sum)
            (i32.mul
              (local.get $j)
              (i32.add
                (i32.add
                  (i32.load offset=0x60000 (i32.add (local.get $a) (local.get $i)))
                  (i32.load offset=0x68000 (i32.add (local.get $b) (local.get $i))))
                ;; The first weight, twice.
                (i32.const 16000)))))
        (br_if $each
          (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 4))) (i32.const 48))))
      (if (i32.gt_s
            (local.tee $sum (i32.shr_s (local.get $sum) (i32.const 17)))
            (i32.const 2047))
        (then (local.set $sum (i32.const 2047))))
      (if (i32.lt_s (local.get $sum) (i32.const -2047))
        (then (local.set $sum (i32.const -2047))))
      (local.set $chance
        (i32.load (i32.add (i32.const 0x6000) (i32.shl (local.get $sum) (i32.const 2)))))

      (loop $refill
        (if (i64.lt_u (global.get $range) (i64.const 68574961))
          (then
            (global.set $range (i64.mul (global.get $range) (i64.const 91)))
            (global.set $code
              (i64.add
                (i64.mul (global.get $code) (i64.const 91))
                ;; The letters from # on are the digits, without the backslash.
                (i64.extend_i32_u
                  (i32.sub
                    (local.tee $bit (i32.load8_u (global.get $next)))
                    (i32.gt_u (local.get $bit) (i32.const 57))))))
            (global.set $next (i32.add (global.get $next) (i32.const 1)))
            (br $refill))))
      (local.set $bound
        (i64.shr_u
          (i64.mul (global.get $range) (i64.extend_i32_u (local.get $chance)))
          (i64.const 16)))
      ;; No branch: the processor would guess it wrong every other time.
      (global.set $range
        (select
          (local.get $bound)
          (i64.sub (global.get $range) (local.get $bound))
          (local.tee $bit (i64.lt_u (global.get $code) (local.get $bound)))))
      (global.set $code
        (i64.sub
          (global.get $code)
          (select (i64.const 0) (local.get $bound) (local.get $bit))))

      ;; From here on the error.
      (local.set $chance (i32.sub (i32.shl (local.get $bit) (i32.const 16)) (local.get $chance)))
      ;; What was right, but for 1 in 128, has nothing to teach.
      (if (i32.gt_u (i32.add (local.get $chance) (i32.const 511)) (i32.const 1022))
        (then
          (local.set $i (i32.const 0))
          (loop $each
            (i32.store offset=0x60000
              (local.tee $j (i32.add (local.get $a) (local.get $i)))
              (i32.add
                (i32.load offset=0x60000 (local.get $j))
                (local.tee $sum
                  (i32.shr_s
                    (i32.mul (local.get $chance) (i32.load offset=0x140 (local.get $i)))
                    (i32.const 16)))))
            (i32.store offset=0x68000
              (local.tee $j (i32.add (local.get $b) (local.get $i)))
              (i32.add (i32.load offset=0x68000 (local.get $j)) (local.get $sum)))
            (i32.store16 offset=0x200000
              (local.tee $row (i32.add (i32.load offset=0x100 (local.get $i)) (local.get $node)))
              (i32.add
                (i32.add
                  (local.tee $slot (i32.load16_s offset=0x200000 (local.get $row)))
                  (i32.lt_u (local.tee $j (i32.and (local.get $slot) (i32.const 15))) (i32.const 9)))
                (i32.and
                  (i32.const -16)
                  (i32.shr_s
                    (i32.add
                      (i32.const 2048)
                      (i32.mul
                        (i32.load8_u offset=0x40 (local.get $j))
                        (i32.sub
                          ;; 0x7fff after a 1, and -0x8000 after a 0.
                          (i32.xor (i32.const -0x8000) (i32.sub (i32.const 0) (local.get $bit)))
                          (local.get $slot))))
                    (i32.const 8)))))
            (br_if $each
              (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 4))) (i32.const 48))))))

      (local.set $byte (i32.or (i32.shl (local.get $byte) (i32.const 1)) (local.get $bit)))
      (br_if $each_bit
        (i32.lt_u
          (local.tee $node
            (i32.shl (i32.or (local.get $node) (local.get $bit)) (i32.const 1)))
          (i32.const 32))))
    (local.get $byte))

  ;; Unpacks up to the address `end`; functions are from `function_end` to `functions_end`.
  (func (export "u") (param $end i32) (param $function_end i32) (param $functions_end i32)
    (local $i i32) (local $j i32) (local $hash i32) (local $row i32) (local $chance i64) (local $logit i32)
    ;; The last four opcodes, how many operands the last one lacks, and bytes of them it has.
    (local $ops i32) (local $lacks i32) (local $has i32) (local $op i32)
    (local $word i32)
    ;; Where the same bytes came before, how many of them, and the byte that came next there.
    (local $match i32) (local $run i32) (local $same i32)
    (local $at i32) (local $byte i32) (local $pair i32)

    ;; The logistic function solves p' = p (1 - p), and its inverse l' = 1 / (p (1 - p)).
    (local.set $chance (i64.const 0x20000000))
    (loop $each
      (i32.store offset=0x6000 (i32.shl (local.get $i) (i32.const 2))
        (local.tee $j (i32.wrap_i64 (i64.shr_u (local.get $chance) (i64.const 14)))))
      (i32.store (i32.sub (i32.const 0x5ffc) (i32.shl (local.get $i) (i32.const 2)))
        (i32.sub (i32.const 0x10000) (local.get $j)))
      (i32.store16 offset=0x3000 (i32.shl (local.get $i) (i32.const 1))
        (local.tee $j (i32.shr_u (local.get $logit) (i32.const 11))))
      (i32.store16 (i32.sub (i32.const 0x2ffe) (i32.shl (local.get $i) (i32.const 1)))
        (i32.sub (i32.const 0) (local.get $j)))
      (local.set $logit
        (i32.add
          (local.get $logit)
          (i32.div_u
            (i32.const 0x80000000)
            (i32.sub (i32.const 0x400000) (i32.mul (local.get $i) (local.get $i))))))
      (local.set $chance
        (i64.add (local.get $chance)
          (i64.shr_u
            (i64.mul (local.get $chance) (i64.sub (i64.const 0x40000000) (local.get $chance)))
            (i64.const 38))))
      (br_if $each
        (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 2048))))

    (local.set $has (i32.const 3))
    (local.set $at (i32.const 0x100000))
    (loop $bytes
      (if (i32.lt_u (local.get $at) (local.get $end))
        (then
          (i64.store (i32.const 0x50) (i64.load (i32.sub (local.get $at) (i32.const 8))))
          (i32.store (i32.const 0x58) (local.get $ops))
          (i32.store8 (i32.const 0x5c)
            (local.tee $row (i32.or (i32.shl (local.get $lacks) (i32.const 2)) (local.get $has))))
          (i32.store8 (i32.const 0x5d)
            (local.tee $same
              (if (result i32) (local.get $run)
                (then (i32.load8_u (local.get $match)))
                (else (i32.const 0)))))
          (global.set $expected
            (select
              (i32.or (local.get $same) (i32.const 256))
              (i32.const 0)
              (local.get $run)))
          (global.set $sure (i32.sub (i32.const 32) (i32.clz (local.get $run))))
          (i32.store8 (i32.const 0x5e)
            (global.get $sure))
          (i32.store8 (i32.const 0x5f)
            (i32.load8_u offset=0x10000
              (local.tee $pair (i32.load16_u (i32.sub (local.get $at) (i32.const 2))))))
          (i32.store16 (i32.const 0x60) (local.get $word))

          ;; The keys.
          (local.set $i (i32.const 0))
          (loop $each
            (local.set $hash (local.tee $j (i32.load offset=0x70 (local.get $i))))
            (loop $taken
              (local.set $hash
                (i32.xor
                  (local.tee $hash
                    (i32.mul
                      (i32.add (local.get $hash) (i32.load8_u offset=0x50 (i32.ctz (local.get $j))))
                      (i32.const 0x9e3779b1)))
                  (i32.shr_u (local.get $hash) (i32.const 15))))
              (br_if $taken
                (local.tee $j
                  (i32.and (local.get $j) (i32.sub (local.get $j) (i32.const 1))))))
            (i32.store offset=0xc0 (local.get $i) (local.get $hash))
            (br_if $each
              (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 4))) (i32.const 48))))

          (global.set $instruction
            (i32.or
              (i32.and (local.get $ops) (i32.const 0xff))
              (i32.shl (i32.ne (local.get $lacks) (i32.const 0)) (i32.const 8))))
          (global.set $place
            (i32.shl (i32.and (local.get $row) (i32.const 31)) (i32.const 4)))
          (local.set $byte (call $half (call $half (i32.const 1))))
          (i32.store8 (local.get $at) (local.get $byte))
          (i32.store8 offset=0x10000 (local.get $pair) (local.get $byte))
          (local.set $byte (i32.and (local.get $byte) (i32.const 255)))

          ;; The run.
          (local.set $j
            (i32.shl
              (i32.shr_u
                (i32.mul
                  (i32.shr_u (i32.load (i32.sub (local.get $at) (i32.const 3))) (i32.const 8))
                  (i32.const 0x9e3779b1))
                (i32.const 16))
              (i32.const 2)))
          (if (i32.eq (i32.or (local.get $byte) (i32.const 256)) (global.get $expected))
            (then
              (local.set $match (i32.add (local.get $match) (i32.const 1)))
              (local.set $run (i32.add (local.get $run) (i32.ne (local.get $run) (i32.const 15)))))
            (else
              (local.set $run (i32.const 0))
              (if (local.tee $match (i32.load offset=0x20000 (local.get $j)))
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
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (i32.store offset=0x20000 (local.get $j) (local.get $at))

          ;; The word: the letters, and what is not ASCII.
          (local.set $word
            (if (result i32)
              (i32.and
                (i32.eqz (global.get $inside))
                (i32.or
                  (i32.gt_u (local.get $byte) (i32.const 127))
                  (i32.lt_u
                    (i32.sub
                      (local.tee $j (i32.or (local.get $byte) (i32.const 32)))
                      (i32.const 97))
                    (i32.const 26))))
              (then
                (i32.xor
                  (local.tee $hash
                    (i32.mul (i32.add (local.get $word) (local.get $j)) (i32.const 0x9e3779b1)))
                  (i32.shr_u (local.get $hash) (i32.const 15))))
              (else (i32.const 0))))

          ;; The instructions.
          (if (local.get $lacks)
            (then
              (local.set $op (i32.and (local.get $ops) (i32.const 255)))
              ;; A function ends its length after the length itself.
              (if (i32.and
                    (i32.eq (local.get $lacks) (i32.const 2))
                    (i32.eq (local.get $op) (i32.const 255)))
                (then
                  (local.set $function_end
                    (i32.add
                      (i32.add (local.get $function_end) (i32.const 1))
                      (i32.shl
                        (i32.and (local.get $byte) (i32.const 127))
                        (i32.mul (local.get $has) (i32.const 7)))))))
              (local.set $has (i32.add (local.get $has) (i32.ne (local.get $has) (i32.const 3))))
              (if (i32.eqz
                    (local.tee $lacks
                      (i32.sub (local.get $lacks) (i32.lt_u (local.get $byte) (i32.const 128)))))
                (then
                  ;; The last operand of a function's head and of br_table says how many more there are.
                  (if (i32.or
                        (local.tee $j (i32.eq (local.get $op) (i32.const 255)))
                        (i32.eq (local.get $op) (i32.const 14)))
                    (then
                      (local.set $lacks
                        (select
                          (i32.shl (local.get $byte) (i32.const 1))
                          (i32.add (local.get $byte) (i32.const 1))
                          (local.get $j)))
                      (local.set $ops (i32.sub (local.get $ops) (i32.const 1))))))))
            (else
              (local.set $ops (i32.or (i32.shl (local.get $ops) (i32.const 8)) (local.get $byte)))
              (if (global.get $inside)
                (then
                  (local.set $has (i32.const 0))
                  (local.set $lacks
                    (i32.and
                      (i32.const 3)
                      (i32.shr_u
                        (i32.load8_u (i32.shr_u (local.get $byte) (i32.const 2)))
                        (i32.shl (i32.and (local.get $byte) (i32.const 3)) (i32.const 1)))))))))
          (if (i32.and
                (i32.eq (local.get $at) (local.get $function_end))
                ;; Within a length, with more of it to come, this is no end yet.
                (i32.ne (local.get $lacks) (i32.const 2)))
            (then
              (local.set $lacks (i32.const 0))
              (local.set $has (i32.const 3))
              (global.set $inside (i32.lt_u (local.get $at) (local.get $functions_end)))
              (if (global.get $inside)
                (then
                  (local.set $ops (i32.or (i32.shl (local.get $ops) (i32.const 8)) (i32.const 255)))
                  (local.set $lacks (i32.const 2))
                  (local.set $has (i32.const 0))))))
          (br $bytes)))))
)
