/** How a service is spoken to: one file per dialect. */
import type { Value } from '@fabula/formula';
import type { Conversation, ToolCall } from '../conversation.ts';

export interface OfferedTool {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of an object. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

export type Picture =
  | { readonly kind: 'data'; readonly mediaType: string; readonly base64: string }
  | { readonly kind: 'url'; readonly url: string };

export interface Question {
  readonly model: string;
  readonly conversation: Conversation;
  readonly pictures: readonly Picture[];
  readonly tools: readonly OfferedTool[];
  readonly temperature: number | undefined;
  readonly maxTokens: number | undefined;
}

export interface ModelAnswer {
  readonly text: string;
  readonly calls: readonly ToolCall[];
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Of the input, what the service had kept from before. */
  readonly cachedTokens: number;
  /** As the service names it. */
  readonly model: string | undefined;
  /** It ended because it may not be longer. */
  readonly isCut: boolean;
}

export interface Dialect {
  /** Behind the address of the settings. */
  readonly path: string;
  headers(key: string | null): readonly (readonly [string, string])[];
  body(question: Question): unknown;
  /** undefined: this is no answer in the dialect. */
  read(answer: Value): ModelAnswer | undefined;
}
