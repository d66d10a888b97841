// The only place that names the library; see the types beside.
export { normalizeEncoding, TextDecoder } from '@exodus/bytes/encoding-browser.js';
