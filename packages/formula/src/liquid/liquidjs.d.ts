/**
 * The part of liquidjs that is used here: its tokenizer, its parser and what they make of a template. Its own types name
 * Node's, which would then be visible in every pure package; its browser build needs no platform, so the same code runs
 * everywhere.
 */
declare module 'liquidjs/dist/liquid.browser.mjs' {
  export interface Token {
    readonly kind: number;
    readonly input: string;
    readonly begin: number;
    readonly end: number;
    getText(): string;
  }

  /** `{% … %}`, or a line of `{% liquid %}`. */
  export interface TagToken extends Token {
    readonly name: string;
    /** What stands after the name. */
    readonly args: string;
  }

  export interface QuotedToken extends Token {
    readonly content: string;
  }

  export interface LiteralToken extends Token {
    readonly literal: string;
  }

  export interface WordToken extends Token {
    readonly content: string;
  }

  export interface OperatorToken extends Token {
    readonly operator: string;
  }

  export interface PropertyAccessToken extends Token {
    /** A literal that the properties are read from. */
    readonly variable?: Token;
    readonly props: readonly Token[];
  }

  export interface RangeToken extends Token {
    readonly lhs: Token;
    readonly rhs: Token;
  }

  export interface FilterToken extends Token {
    readonly name: string;
    /** A keyword argument is a pair; its value may be missing. */
    readonly args: readonly (Token | readonly [string, Token | undefined])[];
  }

  export interface Expression {
    /** Operands before their operator. */
    readonly postfix: readonly Token[];
  }

  export interface FilteredValueToken extends Token {
    readonly initial: Expression;
    readonly filters: readonly FilterToken[];
  }

  export interface Value {
    readonly initial: Expression;
    readonly filters: readonly { readonly token: FilterToken }[];
  }

  export interface Template {
    readonly token: Token;
  }

  /** What a parser takes tokens from; an array in liquidjs. */
  export interface TokenQueue {
    readonly length: number;
    shift(): Token | undefined;
  }

  export class Tag implements Template {
    constructor(token: TagToken, rest: TokenQueue, liquid: Liquid, parser: Parser);
    readonly token: TagToken;
    readonly name: string;
  }

  export class Output implements Template {
    readonly token: Token;
    readonly value: Value;
  }

  export class EchoTag extends Tag {
    readonly value?: Value;
  }

  export class AssignTag extends Tag {
    readonly key: string;
    readonly value: Value;
  }

  export class CaptureTag extends Tag {
    readonly variable: string;
    readonly templates: readonly Template[];
  }

  export class IncrementTag extends Tag {
    readonly variable: string;
  }

  export class DecrementTag extends Tag {
    readonly variable: string;
  }

  export class CycleTag extends Tag {
    readonly group?: Token;
    readonly candidates: readonly FilteredValueToken[];
  }

  export class IfTag extends Tag {
    readonly branches: readonly { readonly value: Value; readonly templates: readonly Template[] }[];
    readonly elseTemplates?: readonly Template[];
  }

  export class UnlessTag extends Tag {
    readonly branches: readonly { readonly value: Value; readonly templates: readonly Template[] }[];
    readonly elseTemplates: readonly Template[];
  }

  export class CaseTag extends Tag {
    readonly value: Value;
    readonly branches: readonly { readonly values: readonly Token[]; readonly templates: readonly Template[] }[];
    readonly elseTemplates: readonly Template[];
  }

  export interface Hash {
    /** By name; undefined for a bare name. */
    readonly hash: Readonly<Record<string, Token | undefined>>;
  }

  export class ForTag extends Tag {
    readonly variable: string;
    readonly collection: Token;
    readonly hash: Hash;
    readonly templates: readonly Template[];
    readonly elseTemplates: readonly Template[];
  }

  export class BreakTag extends Tag {}
  export class ContinueTag extends Tag {}
  export class InlineCommentTag extends Tag {}

  export class RawTag extends Tag {
    readonly tokens: readonly Token[];
  }

  export class LiquidTag extends Tag {
    readonly templates: readonly Template[];
  }

  export interface LiquidOptions {
    operators: Readonly<Record<string, unknown>>;
    templates: Readonly<Record<string, string>>;
  }

  export type TagClass = new (token: TagToken, rest: TokenQueue, liquid: Liquid, parser: Parser) => Tag;

  export class Liquid {
    constructor(options: LiquidOptions);
    readonly options: LiquidOptions;
    readonly tags: Record<string, TagClass>;
    registerTag(name: string, tag: TagClass): void;
  }

  export class Parser {
    constructor(liquid: Liquid);
    parseTokens(tokens: TokenQueue): Template[];
  }

  export class Tokenizer {
    constructor(source: string, operators: Readonly<Record<string, unknown>>);
    readTopLevelTokens(options: LiquidOptions): Token[];
  }

  export const defaultOperators: Readonly<Record<string, unknown>>;

  export const TypeGuards: {
    isTagToken(token: unknown): token is TagToken;
    isHTMLToken(token: unknown): boolean;
    isQuotedToken(token: unknown): token is QuotedToken;
    isNumberToken(token: unknown): boolean;
    isLiteralToken(token: unknown): token is LiteralToken;
    isWordToken(token: unknown): token is WordToken;
    isOperatorToken(token: unknown): token is OperatorToken;
    isPropertyAccessToken(token: unknown): token is PropertyAccessToken;
    isRangeToken(token: unknown): token is RangeToken;
  };
}
