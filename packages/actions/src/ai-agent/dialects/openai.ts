/** Chat completions, as OpenAI defined them and most services and local servers speak them. */
import { isArrayValue, isObjectValue, stringifyJson, toText, type Value } from '@fabula/formula';
import { lookUp } from '../../options/read-path.ts';
import type { Turn } from '../conversation.ts';
import { countAt } from './count-at.ts';
import type { Dialect, Picture } from './dialect.ts';

export const openai: Dialect = {
  path: '/chat/completions',
  headers: (key) => (key === null ? [] : [['Authorization', `Bearer ${key}`]]),
  body: ({ model, conversation, pictures, tools, temperature, maxTokens }) => ({
    model,
    messages: [
      ...(conversation.system === '' ? [] : [{ role: 'system', content: conversation.system }]),
      ...conversation.turns.flatMap((turn, index) => messagesOf(turn, index === 0 ? pictures : [])),
    ],
    ...(tools.length > 0 && { tools: tools.map((tool) => ({ type: 'function', function: tool })) }),
    ...(temperature !== undefined && { temperature }),
    ...(maxTokens !== undefined && { max_tokens: maxTokens }),
  }),
  read(answer) {
    const message = lookUp(answer, 'choices[0].message');
    if (message === undefined || !isObjectValue(message)) return undefined;
    const calls = lookUp(message, 'tool_calls');
    const model = lookUp(answer, 'model');
    return {
      text: textOf(lookUp(message, 'content')),
      calls: (calls !== undefined && isArrayValue(calls) ? calls : []).map((call, index) => ({
        id: toText(lookUp(call, 'id') ?? `call_${index}`),
        name: toText(lookUp(call, 'function.name') ?? ''),
        arguments: argumentsOf(lookUp(call, 'function.arguments')),
      })),
      inputTokens: countAt(answer, 'usage.prompt_tokens'),
      outputTokens: countAt(answer, 'usage.completion_tokens'),
      cachedTokens: countAt(answer, 'usage.prompt_tokens_details.cached_tokens'),
      model: typeof model === 'string' ? model : undefined,
      isCut: lookUp(answer, 'choices[0].finish_reason') === 'length',
    };
  },
};

function messagesOf(turn: Turn, pictures: readonly Picture[]): readonly unknown[] {
  switch (turn.role) {
    case 'user':
      return [{ role: 'user', content: pictures.length === 0 ? turn.text : withPictures(turn.text, pictures) }];
    case 'assistant':
      return [
        {
          role: 'assistant',
          content: turn.text === '' ? null : turn.text,
          ...(turn.calls.length > 0 && {
            tool_calls: turn.calls.map(({ id, name, arguments: text }) => ({
              id,
              type: 'function',
              function: { name, arguments: text },
            })),
          }),
        },
      ];
    case 'tools':
      return turn.results.map(({ id, text }) => ({ role: 'tool', tool_call_id: id, content: text }));
    default: {
      const never: never = turn;
      return never;
    }
  }
}

function withPictures(text: string, pictures: readonly Picture[]): readonly unknown[] {
  const parts = pictures.map((picture) => {
    const url = picture.kind === 'url' ? picture.url : `data:${picture.mediaType};base64,${picture.base64}`;
    return { type: 'image_url', image_url: { url } };
  });
  return [{ type: 'text', text }, ...parts];
}

/** A text, or a list of parts of which some are texts. */
function textOf(content: Value | undefined): string {
  if (typeof content === 'string') return content;
  if (content === undefined || !isArrayValue(content)) return '';
  return content.map((part) => toText(lookUp(part, 'text') ?? '')).join('');
}

/** Some local servers give an object where the text of one is due. */
function argumentsOf(value: Value | undefined): string {
  if (value === undefined || value === null || value === '') return '{}';
  return typeof value === 'string' ? value : stringifyJson(value);
}
