import { type Liquid, type Parser, Tag, type TagToken, type Token, type TokenQueue, TypeGuards } from './liquidjs.ts';

/** `{% comment %}` that remembers what it says, which liquidjs forgets: who rewrites a template must not lose it. */
export class CommentTag extends Tag {
  readonly tokens: readonly Token[];

  constructor(token: TagToken, rest: TokenQueue, liquid: Liquid, parser: Parser) {
    super(token, rest, liquid, parser);
    const tokens: Token[] = [];
    // That the end is there has been checked before.
    for (let next = rest.shift(); next !== undefined && !isEnd(next); next = rest.shift()) tokens.push(next);
    this.tokens = tokens;
  }
}

function isEnd(token: Token): boolean {
  return TypeGuards.isTagToken(token) && token.name === 'endcomment';
}
