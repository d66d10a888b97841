/** Messages, as Anthropic defined them. */
import { isArrayValue, stringifyJson, toText } from '@fabula/formula';
import { lookUp } from '../../options/read-path.ts';
import type { Turn } from '../conversation.ts';
import { countAt } from './count-at.ts';
import type { Dialect, Picture } from './dialect.ts';

/** The service wants a limit with every question. */
const defaultMaxTokens = 4096;

export const anthropic: Dialect = {
  path: '/messages',
  headers: (key) => [['anthropic-version', '2023-06-01'], ...(key === null ? [] : [['x-api-key', key] as const])],
  body: ({ model, conversation, pictures, tools, temperature, maxTokens }) => ({
    model,
    max_tokens: maxTokens ?? defaultMaxTokens,
    ...(conversation.system !== '' && { system: conversation.system }),
    messages: conversation.turns.map((turn, index) => messageOf(turn, index === 0 ? pictures : [])),
    ...(tools.length > 0 && {
      tools: tools.map(({ name, description, parameters }) => ({ name, description, input_schema: parameters })),
    }),
    ...(temperature !== undefined && { temperature }),
  }),
  read(answer) {
    const content = lookUp(answer, 'content');
    if (content === undefined || !isArrayValue(content)) return undefined;
    const ofKind = (kind: string) => content.filter((block) => lookUp(block, 'type') === kind);
    const model = lookUp(answer, 'model');
    return {
      text: ofKind('text')
        .map((block) => toText(lookUp(block, 'text') ?? ''))
        .join(''),
      calls: ofKind('tool_use').map((block) => ({
        id: toText(lookUp(block, 'id') ?? ''),
        name: toText(lookUp(block, 'name') ?? ''),
        arguments: stringifyJson(lookUp(block, 'input') ?? {}),
      })),
      inputTokens: countAt(answer, 'usage.input_tokens'),
      outputTokens: countAt(answer, 'usage.output_tokens'),
      cachedTokens: countAt(answer, 'usage.cache_read_input_tokens'),
      model: typeof model === 'string' ? model : undefined,
      isCut: lookUp(answer, 'stop_reason') === 'max_tokens',
    };
  },
};

function messageOf(turn: Turn, pictures: readonly Picture[]): unknown {
  switch (turn.role) {
    case 'user':
      return {
        role: 'user',
        content: pictures.length === 0 ? turn.text : [...pictures.map(blockOf), { type: 'text', text: turn.text }],
      };
    case 'assistant':
      return {
        role: 'assistant',
        content: [
          ...(turn.text === '' ? [] : [{ type: 'text', text: turn.text }]),
          ...turn.calls.map(({ id, name, arguments: text }) => ({
            type: 'tool_use',
            id,
            name,
            input: objectFrom(text),
          })),
        ],
      };
    case 'tools':
      return {
        role: 'user',
        content: turn.results.map(({ id, text, isError }) => ({
          type: 'tool_result',
          tool_use_id: id,
          content: text,
          ...(isError && { is_error: true }),
        })),
      };
    default: {
      const never: never = turn;
      return never;
    }
  }
}

function blockOf(picture: Picture): unknown {
  const source =
    picture.kind === 'url'
      ? { type: 'url', url: picture.url }
      : { type: 'base64', media_type: picture.mediaType, data: picture.base64 };
  return { type: 'image', source };
}

/** It came from the service as an object, so it is one. */
function objectFrom(text: string): unknown {
  return JSON.parse(text);
}
