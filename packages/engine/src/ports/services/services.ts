/** What effects may use beside plain HTTP. The engine only hands it on. */
import type { Mailboxes } from './mailboxes.ts';
import type { Mailer } from './mailer.ts';
import type { ModelProvider } from './models.ts';
import type { Scripts } from './scripts.ts';

export interface EffectServices {
  readonly mailer: Mailer;
  readonly mailboxes: Mailboxes;
  readonly scripts: Scripts;
  /** null: none is configured. */
  readonly models: ModelProvider | null;
}

/** For programs that have none of them: each answers with a failure that says so. */
export const noServices: EffectServices = {
  mailer: {
    send: async () => ({
      ok: false,
      error: { kind: 'not_configured', message: 'There is no mail server to send by.', rejected: [] },
    }),
  },
  mailboxes: {
    visit: async () => ({ ok: false, error: 'Mailboxes cannot be read here.' }),
    markAsRead: async () => ({ ok: false, error: 'Mailboxes cannot be read here.' }),
  },
  scripts: {
    run: async () => ({
      ok: false,
      error: { kind: 'unavailable', message: 'Scripts cannot be run here.', printed: '' },
    }),
  },
  models: null,
};
