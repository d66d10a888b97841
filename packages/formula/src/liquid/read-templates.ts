/** The classes that liquidjs parses a template into → the tree. */
import { FormulaFailure } from '../failure.ts';
import { rangeOf } from './check-structure.ts';
import { CommentTag } from './comment-tag.ts';
import type { LiquidExpression, LiquidLoop, LiquidNode, ProductTagName } from './liquid-tree.ts';
import {
  AssignTag,
  BreakTag,
  CaptureTag,
  CaseTag,
  ContinueTag,
  CycleTag,
  DecrementTag,
  EchoTag,
  ForTag,
  type Hash,
  IfTag,
  IncrementTag,
  InlineCommentTag,
  LiquidTag,
  Output,
  RawTag,
  Tag,
  type Template,
  type Token,
  TypeGuards,
  UnlessTag,
} from './liquidjs.ts';
import { PRODUCT_TAGS } from './product-tags.ts';
import { readExpression, readValue } from './read-expressions.ts';

export function readTemplates(templates: readonly Template[]): readonly LiquidNode[] {
  return templates.flatMap((template) => {
    const node = readTemplate(template);
    return node === null ? [] : [node];
  });
}

/** Null for what leaves no trace. */
function readTemplate(template: Template): LiquidNode | null {
  const { token } = template;
  const range = rangeOf(token);
  if (TypeGuards.isHTMLToken(token)) return literal(template);
  if (template instanceof Output) return { kind: 'output', value: readValue(template.value, token), range };
  if (template instanceof IfTag || template instanceof UnlessTag) return readIf(template);
  if (template instanceof ForTag || isTablerow(template)) return readLoop(template);
  if (template instanceof CaseTag) return readCase(template);
  if (template instanceof RawTag) return { kind: 'literal', text: template.tokens.map(textOf).join(''), range };
  if (template instanceof CommentTag) return { kind: 'comment', text: template.tokens.map(textOf).join(''), range };
  if (template instanceof InlineCommentTag) return { kind: 'comment', text: template.token.args, range };
  if (template instanceof EchoTag) {
    return template.value === undefined ? null : { kind: 'output', value: readValue(template.value, token), range };
  }
  if (template instanceof AssignTag) {
    return { kind: 'assign', name: template.key, value: readValue(template.value, token), range };
  }
  if (template instanceof CaptureTag) {
    return { kind: 'capture', name: unquoted(template.variable), body: readTemplates(template.templates), range };
  }
  if (template instanceof LiquidTag) return { kind: 'sequence', body: readTemplates(template.templates), range };
  if (template instanceof BreakTag) return { kind: 'jump', to: 'break', range };
  if (template instanceof ContinueTag) return { kind: 'jump', to: 'continue', range };
  if (template instanceof IncrementTag) return { kind: 'count', name: named(template), step: 1, range };
  if (template instanceof DecrementTag) return { kind: 'count', name: named(template), step: -1, range };
  if (template instanceof CycleTag) return readCycle(template);
  if (template instanceof Tag && isProductTag(template.name)) {
    return { kind: 'product', name: template.name, argument: unquoted(template.token.args.trim()), range };
  }
  throw new FormulaFailure('liquid', 'There is no such tag', range);
}

function literal(template: Template): LiquidNode {
  // What white space control left of the text.
  const text = 'str' in template && typeof template.str === 'string' ? template.str : template.token.getText();
  return { kind: 'literal', text, range: rangeOf(template.token) };
}

function readIf(tag: IfTag | UnlessTag): LiquidNode {
  const branches = tag.branches.map(({ value, templates }, index) => ({
    condition: readValue(value, tag.token),
    isNegated: index === 0 && tag instanceof UnlessTag,
    body: readTemplates(templates),
  }));
  return { kind: 'if', branches, otherwise: readTemplates(tag.elseTemplates ?? []), range: rangeOf(tag.token) };
}

function readCase(tag: CaseTag): LiquidNode {
  return {
    kind: 'case',
    subject: readValue(tag.value, tag.token),
    branches: tag.branches.map(({ values, templates }) => ({
      values: values.map(readExpression),
      body: readTemplates(templates),
    })),
    otherwise: readTemplates(tag.elseTemplates),
    range: rangeOf(tag.token),
  };
}

/** liquidjs does not hand out the class of this tag. */
type Tablerow = Tag & Pick<ForTag, 'variable' | 'collection' | 'templates'> & { readonly args: Hash };

function isTablerow(template: Template): template is Tablerow {
  return template instanceof Tag && template.name === 'tablerow';
}

function readLoop(tag: ForTag | Tablerow): LiquidLoop {
  const { hash } = tag instanceof ForTag ? tag.hash : tag.args;
  const option = (name: string): LiquidExpression | null => {
    const token = Object.hasOwn(hash, name) ? hash[name] : undefined;
    return token === undefined ? null : readExpression(token);
  };
  return {
    kind: tag instanceof ForTag ? 'for' : 'tablerow',
    variable: tag.variable,
    items: readExpression(tag.collection),
    limit: option('limit'),
    offset: option('offset'),
    isReversed: tag instanceof ForTag && Object.hasOwn(hash, 'reversed'),
    columns: option('cols'),
    body: readTemplates(tag.templates),
    otherwise: tag instanceof ForTag ? readTemplates(tag.elseTemplates) : [],
    key: `${tag.variable}-${tag.collection.getText()}`,
    range: rangeOf(tag.token),
  };
}

function readCycle(tag: CycleTag): LiquidNode {
  return {
    kind: 'cycle',
    group: tag.group === undefined ? null : readExpression(tag.group),
    values: tag.candidates.map((candidate) => readValue(candidate, candidate)),
    key: tag.candidates.map(textOf).join(','),
    range: rangeOf(tag.token),
  };
}

function named(tag: IncrementTag | DecrementTag): string {
  if (tag.variable !== '') return tag.variable;
  throw new FormulaFailure('liquid', `Expected \`{% ${tag.name} name %}\``, rangeOf(tag.token));
}

function textOf(token: Token): string {
  return token.getText();
}

function unquoted(text: string): string {
  return /^(["']).*\1$/s.test(text) && text.length > 1 ? text.slice(1, -1) : text;
}

function isProductTag(name: string): name is ProductTagName {
  return PRODUCT_TAGS.some((known) => known === name);
}
