/** What becomes of the compiler's output: smaller, and free of what 08-wasm's virtual machine does not know. @module */

/** Features that Rust's standard library is compiled with; all are lowered. */
const INPUT_FEATURES = [
  '--enable-bulk-memory',
  '--enable-bulk-memory-opt',
  '--enable-sign-ext',
  '--enable-nontrapping-float-to-int',
  '--enable-mutable-globals',
  '--enable-reference-types',
  '--enable-multivalue',
];

export const WASM_OPT_FLAGS: readonly string[] = [
  ...INPUT_FEATURES,
  '--signext-lowering',
  '--llvm-memory-copy-fill-lowering',
  '--llvm-nontrapping-fptoint-lowering',
  '-O3',
  '--converge',
  '--strip-debug',
  '--strip-producers',
  '--strip-target-features',
];
