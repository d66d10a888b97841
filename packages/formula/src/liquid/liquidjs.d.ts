/**
 * The part of liquidjs that is used here. Its own types name Node's, which would then be visible in every pure package;
 * its browser build needs no platform, so the same code runs everywhere.
 */
declare module 'liquidjs/dist/liquid.browser.mjs' {
  export interface Token {
    readonly begin: number;
    readonly end: number;
    getText(): string;
  }

  export interface TagToken extends Token {
    readonly name: string;
    /** What stands after the name. */
    readonly args: string;
  }

  export interface FilterToken extends Token {
    /** Tokens; a keyword argument is a pair. */
    readonly args: readonly unknown[];
  }

  export interface Emitter {
    buffer: string;
    write(value: unknown): void;
  }

  export interface Template {
    readonly token: Token;
  }

  export class Context {
    constructor(names: object, options: object, renderOptions: object, shared: { liquid: Liquid });
    readProperty(target: unknown, key: unknown): unknown;
  }

  export class Drop {
    [key: string]: unknown;
  }

  export class Tag {
    constructor(token: TagToken, rest: Token[], liquid: Liquid);
    render(context: Context, emitter: Emitter): void;
  }

  export interface FilterCall {
    readonly context: Context;
    readonly token: FilterToken;
  }

  export type FilterHandler = (this: FilterCall, value: unknown, ...args: unknown[]) => unknown;
  export type Operator = (left: unknown, right: unknown, context: Context) => unknown;

  export interface LiquidOptions {
    ownPropertyOnly: boolean;
    strictFilters: boolean;
    operators: Readonly<Record<string, Operator>>;
    parseLimit: number;
    templates: Readonly<Record<string, string>>;
    outputEscape: FilterHandler;
  }

  export class Liquid {
    constructor(options: LiquidOptions);
    readonly options: object;
    readonly filters: Record<string, unknown>;
    readonly tags: Record<string, unknown>;
    readonly renderer: {
      renderTemplates(templates: Template[], context: Context, emitter: Emitter): Iterable<unknown>;
    };
    parse(source: string): Template[];
    registerFilter(name: string, filter: FilterHandler | { raw: boolean; handler: FilterHandler }): void;
    unregisterFilter(name: string): void;
    registerTag(name: string, tag: new (token: TagToken, rest: Token[], liquid: Liquid) => Tag): void;
    globalVariablesSync(templates: Template[], options: { partials: boolean }): string[];
  }

  export const defaultOperators: Readonly<Record<string, Operator>>;
  export const TypeGuards: { isNumberToken(token: unknown): token is Token };
  /** Runs a generator of liquidjs to its end. */
  export function toValueSync(value: unknown): unknown;
}
