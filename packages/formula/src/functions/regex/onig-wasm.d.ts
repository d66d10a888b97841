/** The test runner hands the file out as a `data:` address, in Node and in the browser alike. */
declare module 'vscode-oniguruma/release/onig.wasm?url&inline' {
  const address: string;
  export default address;
}
