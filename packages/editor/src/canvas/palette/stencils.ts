/** The rows of the palette, from the kinds of action that the server has. Pure. */
import { makeObject } from '@fabula/formula';
import type { Stencil } from '../../board/new-action.ts';
import type { ActionTypeInfo } from '../../data/action-types.ts';
import { actionKind } from '../../ui/action-kind.ts';

const transformType = 'Agents::EventTransformationAgent';

/** In the order in which people need them, with words that they may look for. */
const order: readonly (readonly [type: string, words: string])[] = [
  ['Agents::WebhookAgent', 'start trigger receive http incoming api'],
  ['Agents::HTTPRequestAgent', 'call api rest fetch get post curl'],
  [transformType, 'shape build map event set'],
  ['Agents::TriggerAgent', 'if filter branch rule switch'],
  ['Agents::EmailAgent', 'mail notify'],
  ['Agents::IMAPAgent', 'mail inbox start trigger'],
  ['Agents::SendToStoryAgent', 'sub story call function'],
  ['Agents::LLMAgent', 'llm model chat gpt prompt'],
  ['Agents::FormAgent', 'form ask person'],
  ['Agents::ScriptAgent', 'code python'],
  ['Agents::RecordAgent', 'store table database'],
  ['Agents::CaseAgent', 'ticket incident'],
  ['Agents::GroupAgent', 'box part'],
];

const modeWords: Readonly<Record<string, string>> = {
  explode: 'loop each list split',
  implode: 'collect join merge list',
  extract: 'regex find text',
  deduplicate: 'unique once',
  delay: 'wait sleep pause',
  throttle: 'limit rate slow',
};

/** Those lie inside something else, and are made there. */
const inside: ReadonlySet<string> = new Set([
  'Agents::GroupInputAgent',
  'Agents::GroupOutputAgent',
  'Agents::McpRequestAgent',
]);

export function stencilsOf(types: ReadonlyMap<string, ActionTypeInfo>): Stencil[] {
  const known = order.flatMap(([type, words]) => {
    const info = types.get(type);
    return info === undefined ? [] : toStencils(info, words);
  });
  const named = new Set(order.map(([type]) => type));
  const others = [...types.values()].filter(({ type }) => !named.has(type) && !inside.has(type));
  return [...known, ...others.flatMap((info) => toStencils(info, ''))];
}

/** Each mode of a transform is a row of its own: nobody looks for "transform" who wants to wait. */
function toStencils(info: ActionTypeInfo, words: string): Stencil[] {
  const { type, canReceive, defaultOptions } = info;
  const modes = type === transformType ? (info.fields.find(({ key }) => key === 'mode')?.choices ?? []) : [];
  if (modes.length === 0) return [stencil(type, type, canReceive, defaultOptions, `${info.title} ${words}`)];
  return modes.map(({ value: mode }) => {
    const options = mode === 'message_only' ? defaultOptions : makeObject([['mode', mode]]);
    return stencil(`${type} ${mode}`, type, canReceive, options, `${info.title} ${mode} ${modeWords[mode] ?? words}`);
  });
}

function stencil(key: string, type: string, canReceive: boolean, options: Stencil['options'], words: string): Stencil {
  const { label } = actionKind(type, options);
  return { key, type, label, canReceive, options, words: `${label} ${words}`.toLowerCase() };
}

/** Those whose words begin with all that was typed; names first. */
export function findStencils(all: readonly Stencil[], text: string): readonly Stencil[] {
  const wanted = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (wanted.length === 0) return all;
  const fits = (words: readonly string[]) => wanted.every((part) => words.some((word) => word.startsWith(part)));
  const byName = all.filter(({ label }) => fits(label.toLowerCase().split(/\s+/)));
  return [...byName, ...all.filter((each) => !byName.includes(each) && fits(each.words.split(/\s+/)))];
}
