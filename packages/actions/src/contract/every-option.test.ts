/**
 * What holds for each option of each kind of action: a formula in it is read, and a value that cannot be used is refused at
 * run, in the documented words and with its name. Options that are read elsewhere than in `plan` or `perform` stand in
 * `readElsewhere`, with the place where that is tested.
 */
import { type ActionType, OptionFailure, type Outcome } from '@fabula/engine';
import { makeObject, type ObjectValue, stringifyJson, type Value } from '@fabula/formula';
import { hasFormula, type OptionField } from '@fabula/model';
import { describe, expect, it } from 'vitest';
import { actionTypes } from '../registry.ts';
import { actionInput, fromLiteral, objectOf } from '../testing/action-input.ts';
import { RecordingMailer } from '../testing/recording-mailer.ts';
import { effectPorts, RecordingOutgoing } from '../testing/recording-outgoing.ts';

/** Options with which a kind gets as far as reading all others. */
const base: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'Agents::EventTransformationAgent': {
    ...{ path: '=hook.list', to: 'x', seconds: 1, runs_per_interval: 1, size_path: 2, payload: 'x' },
    matchers: [{ path: 'x', regexp: 'x', to: 'y' }],
  },
  'Agents::TriggerAgent': { rules: [{ type: 'field==value', path: 'a', value: 'a' }] },
  'Agents::HTTPRequestAgent': { url: 'https://api.test/', method: 'post', payload: { a: 1 } },
  'Agents::SendToStoryAgent': { story: 1 },
  'Agents::ScriptAgent': { script: 'def main(input): pass' },
  'Agents::LLMAgent': { prompt: 'Hello' },
  'Agents::IMAPAgent': { mode: 'imap', host: 'mail.test', username: 'u', password: 'p', folders: ['INBOX'] },
  'Agents::EmailAgent': { recipients: 'ada@example.com', subject: 'Hello', body: 'Hello' },
};

/** By option, or by type and option: what it needs beside it to be read, and, where a formula stands inside it, how. null takes an option of the base away. */
const special: Readonly<
  Record<
    string,
    { readonly beside?: Readonly<Record<string, unknown>>; readonly holding?: (formula: string) => unknown }
  >
> = {
  'Agents::TriggerAgent emit_no_match': { beside: { rules: [{ type: 'field==value', path: 'a', value: 'b' }] } },
  emit_no_match: { beside: { matchers: [{ path: 'text', regexp: 'other', to: 'found' }] } },
  must_match: { beside: { rules: [{ type: 'field==value', path: 'a', value: 'a' }] } },
  input: { beside: { script: 'def main(input): pass' } },
  guidance: { beside: { script: 'def main(input): pass' } },
  language: { beside: { script: 'def main(input): pass' } },
  loop_parallel: { beside: { loop: [1] } },
  until: { beside: { seconds: null } },
  capacity: { beside: { runs_per_interval: null } },
  matchers: { holding: (formula) => [{ path: formula, regexp: 'x', to: 'y' }] },
  pagination: { holding: (formula) => ({ has_more: formula }) },
  disable_url_encoding: { beside: { method: 'get' } },
};

/** Options, or options of a type, that are not read by `plan` or `perform` → where that is tested. */
const readElsewhere: Readonly<Record<string, string>> = {
  // when something asks for LOCAL, and not before
  local: 'packages/engine/src/perform/option-reader.test.ts',
  // by the group that it belongs to
  'Agents::GroupInputAgent inputs': 'packages/actions/src/group',
};

/** Types whose options are read outside of plan: requests are answered before there is a run. */
const plansNothing = new Set(['Agents::WebhookAgent', 'Agents::FormAgent']);

const tree = objectOf({ hook: { list: [1, 2] } });

function specialOf({ type }: ActionType, { key }: OptionField) {
  return special[`${type} ${key}`] ?? special[key] ?? {};
}

function optionsWith(type: ActionType, field: OptionField, value: Value): ObjectValue {
  const when = field.when === undefined ? {} : { [field.when.key]: field.when.isOneOf[0] };
  const given = Object.entries({ ...base[type.type], ...when, ...specialOf(type, field).beside });
  const stored = objectOf(Object.fromEntries(given.filter(([, option]) => option !== null)));
  return makeObject([...Object.entries(stored), [field.key, value]]);
}

/** Everything that the action says about its options: the failure, or what its outcome logs. */
async function saidBy(type: ActionType, options: ObjectValue): Promise<string> {
  try {
    const plan = type.plan(actionInput({ options, tree }));
    if (plan.kind === 'pure') return toldBy(plan.outcome);
    if (plan.kind === 'memory') return stringifyJson(fromLiteral(plan.decide(() => null).outcome ?? null));
    return toldBy(
      await plan.perform(
        effectPorts(new RecordingOutgoing({ status: 200, body: '{}' }), { mailer: new RecordingMailer() }),
      ),
    );
  } catch (thrown) {
    if (thrown instanceof OptionFailure) return thrown.message;
    throw thrown;
  }
}

function toldBy(outcome: Outcome): string {
  return outcome.kind === 'fail' ? outcome.message : (outcome.logs ?? []).map(({ message }) => message).join('\n');
}

const cases = [...actionTypes.values()]
  .filter(({ type }) => !plansNothing.has(type))
  .flatMap((type) => type.options.map((field) => [type.title, field.key, type, field] as const))
  .filter(([, key, { type }]) => (readElsewhere[`${type} ${key}`] ?? readElsewhere[key]) === undefined);

describe('every option', () => {
  it.each(cases.filter(([, , , { kind }]) => kind !== 'code'))(
    '%s: a formula in %s is read',
    async (_title, _key, type, field) => {
      const formula = '=NO_SUCH_FUNCTION()';
      expect(hasFormula(formula)).toBe(true);
      const value = fromLiteral(specialOf(type, field).holding?.(formula) ?? formula);
      expect(await saidBy(type, optionsWith(type, field, value))).toContain('NO_SUCH_FUNCTION');
    },
  );

  const strict = new Set(['number', 'boolean', 'choice']);
  it.each(cases.filter(([, , , { kind }]) => strict.has(kind)))(
    '%s: nonsense in %s is refused by name',
    async (_title, key, type, field) => {
      expect(await saidBy(type, optionsWith(type, field, 'nonsense'))).toContain(key);
    },
  );
});
