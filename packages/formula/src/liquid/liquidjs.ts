/// <reference path="./liquidjs.d.ts" />
/** The only place that names the build of liquidjs; see the types beside. */
export {
  Context,
  Drop,
  defaultOperators,
  type Emitter,
  Liquid,
  Tag,
  type TagToken,
  type Template,
  type Token,
  TypeGuards,
  toValueSync,
} from 'liquidjs/dist/liquid.browser.mjs';
