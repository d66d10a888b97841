/**
 * Credentials, opened for one run of one action and for no longer. Only those that the action's options name are opened:
 * some are fetched (OAuth, tokens of HTTP requests), so they are made ready before the action is planned.
 */
import type { ObjectValue } from '@fabula/formula';
import type { DefinedAction, StoryDefinition } from '@fabula/model';
import type { AbortSignalLike, OutgoingRequest } from './outgoing.ts';

export interface OpenedSecrets {
  /** What CREDENTIAL means to this action's formulas: slug → value. */
  readonly values: ObjectValue;
  /**
   * The request as it may leave: signed (AWS), with its client certificate, bound to the hosts that the credentials allow,
   * redirects included. The error is a sentence for the action's log.
   */
  prepare(
    request: OutgoingRequest,
    signal: AbortSignalLike,
  ): Promise<{ readonly ok: true; readonly value: OutgoingRequest } | { readonly ok: false; readonly error: string }>;
  /** null: what was opened may be sent to this host; else a sentence that names the credential. For calls that are no HTTP. */
  refusalFor(host: string): string | null;
  /** What a request was answered with. 401: a token that it carried is not used again. */
  answered(status: number): void;
  /** The text with every secret, and its usual encodings, replaced by asterisks. */
  mask(text: string): string;
  /** What formulas have asked for and did not get, in sentences for the action's log. */
  readonly warnings: readonly string[];
  /** Whether `mask` has anything to look for. */
  readonly isEmpty: boolean;
}

export interface Credentials {
  /** undefined: must be loaded first. */
  peek(story: StoryDefinition, action: DefinedAction): OpenedSecrets | undefined;
  /**
   * Opens, fetches and signs what the action's options name. A credential that cannot be had is no rejection: reading it
   * fails with a sentence for the action's log. Rejects only when the database is away.
   */
  load(story: StoryDefinition, action: DefinedAction): Promise<void>;
}

/** For programs without credentials, and for actions that name none. */
export const noSecrets: OpenedSecrets = {
  values: {},
  prepare: async (request) => ({ ok: true, value: request }),
  refusalFor: () => null,
  answered: () => undefined,
  mask: (text) => text,
  warnings: [],
  isEmpty: true,
};
