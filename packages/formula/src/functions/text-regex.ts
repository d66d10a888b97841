/** Functions that work with regular expressions; see regex/translate-pattern.ts for what is understood. */

import type { Value } from '../value/value.ts';
import { maxArrayLength, maxTextLength, text } from './arguments.ts';
import type { CallContext, CheckedArguments, FunctionDefinition } from './definition.ts';
import { optional, required, withDocs } from './parameters.ts';
import { compilePattern } from './regex/pattern.ts';
import type { Pattern, PatternMatch } from './regex/pattern-shape.ts';
import examples from './text-regex.examples.json' with { type: 'json' };
import notes from './text-regex.notes.json' with { type: 'json' };

const modifiers = optional('modifiers', 'text', '""', 'letters as in Ruby: i, m, x');

export const textRegexFunctions: readonly FunctionDefinition[] = withDocs({ examples, notes }, [
  {
    name: 'MATCH',
    category: 'Text',
    summary: 'TRUE when a regular expression matches somewhere in a text.',
    parameters: [required('text', 'text'), required('regex_to_match', 'text'), modifiers],
    returns: 'boolean',
    call: (args, context) => {
      const given = text(args, context, 'text');
      const pattern = patternOf(args, context, 'regex_to_match');
      spendOnSearch(context, pattern, given.length);
      return pattern.test(given, context);
    },
  },
  {
    name: 'REGEX_EXTRACT',
    category: 'Text',
    summary:
      'All matches of a regular expression in a text; where it has groups, an array of the groups for each match.',
    parameters: [required('text', 'text'), required('regex', 'text'), modifiers],
    returns: 'array',
    liquidFilter: 'regex_extract',
    call: (args, context) => {
      const given = text(args, context, 'text');
      const pattern = patternOf(args, context);
      spendOnSearch(context, pattern, given.length);
      const found: Value[] = [];
      for (const match of pattern.matches(given, context)) {
        context.spend(1 + match.groups.length);
        if (found.length >= maxArrayLength) context.fail(`there are more than ${maxArrayLength} matches`);
        found.push(match.groups.length === 0 ? match.text : match.groups);
      }
      return found;
    },
  },
  {
    name: 'REGEX_REPLACE',
    category: 'Text',
    summary: 'Replaces every match of a regular expression; `\\1` and `\\k<name>` in the replacement are its groups.',
    parameters: [required('text', 'text'), required('regex', 'text'), required('replacement', 'text'), modifiers],
    returns: 'text',
    liquidFilter: 'regex_replace',
    call: (args, context) => {
      const given = text(args, context, 'text');
      const pattern = patternOf(args, context);
      const replacement = text(args, context, 'replacement');
      spendOnSearch(context, pattern, given.length);
      const references = replacement.split('\\').length - 1;
      if (references * given.length > maxTextLength) return context.fail('the replacement refers to too much text');
      const pieces: string[] = [];
      let position = 0;
      let length = 0;
      for (const match of pattern.matches(given, context)) {
        context.spend(1);
        const piece = given.slice(position, match.start) + expand(replacement, match, given);
        pieces.push(piece);
        length += piece.length;
        if (length > maxTextLength) context.fail(`the text would be longer than ${maxTextLength} characters`);
        position = match.end;
      }
      return pieces.length === 0 ? given : pieces.join('') + given.slice(position);
    },
  },
]);

function patternOf(args: CheckedArguments, context: CallContext, name = 'regex'): Pattern {
  const compiled = compilePattern(text(args, context, name), text(args, context, 'modifiers'));
  return compiled.ok ? compiled.value : context.fail(compiled.error);
}

/** In the worst case every part of the pattern looks at every character; usually far fewer do. */
function spendOnSearch(context: CallContext, pattern: Pattern, length: number): void {
  context.spend(1 + Math.floor((length * Math.min(pattern.size, 1000)) / 2000));
}

/** Ruby's references: groups by number or name, `\0` and `\&` the match, `` \` `` and `\'` what stands before and after it. */
function expand(replacement: string, match: PatternMatch, given: string): string {
  if (!replacement.includes('\\')) return replacement;
  return replacement.replace(/\\(?:(\d)|k<([A-Za-z_]\w*)>|([&`'\\]))/g, (_whole, number, name, sign) => {
    if (number !== undefined) return number === '0' ? match.text : (match.groups[Number(number) - 1] ?? '');
    if (name !== undefined) return match.named(name) ?? '';
    if (sign === '&') return match.text;
    if (sign === '`') return given.slice(0, match.start);
    if (sign === "'") return given.slice(match.end);
    return '\\';
  });
}
