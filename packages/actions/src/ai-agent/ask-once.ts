/** One question to the model outside any story: no tools, one answer, no second try. */
import type { EffectPorts, ModelProvider } from '@fabula/engine';
import { askModel, type ModelFailure } from './ask-model.ts';
import { begunWith } from './conversation.ts';

export interface PlainQuestion {
  /** What it is for, as an instruction. */
  readonly system: string;
  readonly prompt: string;
  /** Milliseconds. */
  readonly timeoutMs: number;
}

/** The answer in words, without blanks around it. An error has a sentence that may be shown, never the key. */
export async function askModelOnce(
  provider: ModelProvider,
  { system, prompt, timeoutMs }: PlainQuestion,
  ports: Pick<EffectPorts, 'outgoing' | 'signal'>,
): Promise<{ readonly ok: true; readonly value: string } | { readonly ok: false; readonly error: ModelFailure }> {
  const conversation = begunWith(system, prompt);
  const asked = { model: provider.model, conversation, pictures: [], tools: [], temperature: undefined };
  const answer = await askModel(provider, { ...asked, maxTokens: undefined }, timeoutMs, ports);
  return answer.ok ? { ok: true, value: answer.value.text.trim() } : answer;
}
