/** The source of a legacy template → its tree. liquidjs tokenizes and parses; here it is bounded and its classes are read. */
import { FormulaFailure } from '../failure.ts';
import { checkStructure } from './check-structure.ts';
import { CommentTag } from './comment-tag.ts';
import { toLiquidFailure } from './liquid-failure.ts';
import type { LiquidNode } from './liquid-tree.ts';
import {
  defaultOperators,
  Liquid,
  Parser,
  Tag,
  type Template,
  type Token,
  Tokenizer,
  type TokenQueue,
  TypeGuards,
} from './liquidjs.ts';
import { PRODUCT_TAGS } from './product-tags.ts';
import { readTemplates } from './read-templates.ts';

const MAX_SOURCE_LENGTH = 1_000_000;
/** `{% liquid %}` may hold a line `liquid …`; nobody means that, and each level reads the rest again. */
const MAX_NESTED_PARSERS = 5;

/** Only the names count: they tell the tokenizer which words are operators. */
const operators = { ...defaultOperators, '<>': defaultOperators['!='] };

let sharedLiquid: Liquid | null = null;

function liquid(): Liquid {
  if (sharedLiquid === null) {
    sharedLiquid = new Liquid({ operators, templates: {} });
    sharedLiquid.registerTag('comment', CommentTag);
    for (const name of PRODUCT_TAGS) sharedLiquid.registerTag(name, Tag);
  }
  return sharedLiquid;
}

/** Throws a FormulaFailure, with a range whenever a place is known. */
export function parseLiquid(source: string): readonly LiquidNode[] {
  if (source.length > MAX_SOURCE_LENGTH) {
    throw new FormulaFailure('budget', `The template is longer than ${MAX_SOURCE_LENGTH} characters`);
  }
  try {
    return readTemplates(new BoundedParser(liquid()).parseTokens(tokensOf(source)));
  } catch (thrown) {
    throw toLiquidFailure(thrown, source);
  }
}

class BoundedParser extends Parser {
  #nesting = 0;

  override parseTokens(tokens: TokenQueue): Template[] {
    const list = drained(tokens);
    checkStructure(list);
    this.#nesting += 1;
    if (this.#nesting > MAX_NESTED_PARSERS) throw new FormulaFailure('budget', 'Tags are nested too deeply');
    const templates = super.parseTokens(new QuickQueue(list));
    this.#nesting -= 1;
    return templates;
  }
}

function drained(tokens: TokenQueue): readonly Token[] {
  if (Array.isArray(tokens)) return tokens;
  const list: Token[] = [];
  for (let token = tokens.shift(); token !== undefined; token = tokens.shift()) list.push(token);
  return list;
}

/** Taking the first of a long array moves all the others; taking the last of a reversed one does not. */
class QuickQueue implements TokenQueue {
  readonly #reversed: Token[];

  constructor(tokens: readonly Token[]) {
    this.#reversed = tokens.toReversed();
  }

  get length(): number {
    return this.#reversed.length;
  }

  shift(): Token | undefined {
    return this.#reversed.pop();
  }
}

/** Older stories write `.a.['b c']`, which liquidjs does not read. Raw blocks and text stay as they are. */
function tokensOf(source: string): Token[] {
  const tokens = tokenize(source);
  if (!source.includes('.[')) return tokens;
  const pieces = tokens.map((token) =>
    TypeGuards.isHTMLToken(token) ? token.getText() : withoutDotBeforeBracket(token.getText()),
  );
  return tokenize(pieces.join(''));
}

function tokenize(source: string): Token[] {
  return new Tokenizer(source, operators).readTopLevelTokens(liquid().options);
}

/** The blank behind the bracket keeps the places of everything else. */
function withoutDotBeforeBracket(markup: string): string {
  return markup.replace(/("[^"]*"|'[^']*')|\.\[/g, (_, quoted: string | undefined) => quoted ?? '[ ');
}
