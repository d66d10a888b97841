/** A mail that came to the address of an action → its event, or why it is not wanted. */
import { OptionFailure, type OptionReader } from '@fabula/engine';
import type { Value } from '@fabula/formula';
import { emitHeaders } from './fields.ts';
import { readConditions } from './match-conditions.ts';
import { readMail } from './read-mail.ts';
import { toPayload } from './to-payload.ts';

export type MailDecision =
  | { readonly kind: 'accept'; readonly payload: Value }
  /** Not what the conditions ask for. `fault`, for whoever runs the story: they take too long for this mail, now and later. */
  | { readonly kind: 'unwanted'; readonly fault: string | null }
  /** Options that cannot be understood; a sentence for whoever runs the story. */
  | { readonly kind: 'failed'; readonly message: string };

export async function receiveMail(reader: OptionReader, source: Uint8Array): Promise<MailDecision> {
  const mail = await readMail(source);
  try {
    const wanted = readConditions(reader)(mail, null);
    if (!wanted.ok) return { kind: 'unwanted', fault: `${mail.messageId || 'without a Message-ID'}: ${wanted.error}` };
    if (!wanted.value) return { kind: 'unwanted', fault: null };
    return { kind: 'accept', payload: toPayload(mail, null, emitHeaders.read(reader)) };
  } catch (error) {
    if (error instanceof OptionFailure) return { kind: 'failed', message: error.message };
    throw error;
  }
}
