/** Keeps a performance inside: whatever wants to reach the outside gets nowhere, and is told of. */
import type { EffectPorts, Outcome } from '../action-type.ts';
import { type EffectServices, noServices } from '../ports/services/services.ts';

const message = 'Nothing leaves here.';

export class Seal {
  private touched = false;

  /** Whether anything wanted to leave, to wait, or to read what is kept. What came of it then says nothing. */
  get isTouched(): boolean {
    return this.touched;
  }

  touch(): Outcome {
    this.touched = true;
    return { kind: 'nothing' };
  }

  /** Scripts may run: they reach nothing. */
  ports(services: EffectServices = noServices): Pick<EffectPorts, 'outgoing' | 'services'> {
    return {
      outgoing: {
        send: async () => {
          this.touch();
          return { ok: false, error: { kind: 'egress_denied', message } };
        },
      },
      services: {
        ...services,
        mailer: {
          send: async () => {
            this.touch();
            return { ok: false, error: { kind: 'not_configured', message, rejected: [] } };
          },
        },
        mailboxes: {
          visit: async () => {
            this.touch();
            return { ok: false, error: message };
          },
          markAsRead: async () => {
            this.touch();
            return { ok: false, error: message };
          },
        },
      },
    };
  }
}
