import type { ActionTypes, Clock, Engine, ModelProvider, Outgoing, StoryBook } from '@fabula/engine';
import type { StoryId } from '@fabula/model';
import type { Database } from '@fabula/store';
import type { OpenCredentials } from '../credentials/create-credentials.ts';
import type { OauthSignIns } from '../credentials/oauth-sign-in.ts';
import type { Vault } from '../credentials/vault.ts';
import type { DailyLimits } from '../limits/daily-limits.ts';

/** What the routes of the API are made from. */
export interface ApiParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly engine: Pick<Engine, 'backtest' | 'emitAgain' | 'runAction' | 'stats' | 'tryAction' | 'wake'>;
  /** Effects that each process has on their way at once. */
  readonly maxEffects: number;
  readonly stories: Pick<StoryBook, 'get'>;
  readonly types: ActionTypes;
  readonly outgoing: Outgoing;
  /** null: there is no language model. */
  readonly model: ModelProvider | null;
  /** The address under which clients reach us, without a slash at its end. */
  readonly publicUrl: () => string;
  /** What follows the @ in the mail addresses of actions; null: no mail comes in. */
  readonly mailDomain: () => string | null;
  /** To be called after the commit of every change of a story, its actions or links, and of its removal. */
  readonly storyChanged: (id: StoryId) => Promise<void>;
  readonly limits: Pick<DailyLimits, 'readStory' | 'readAll' | 'limitStory' | 'limitAll'>;
  readonly credentials: {
    readonly vault: Vault;
    readonly signIns: OauthSignIns;
    readonly tryOut: OpenCredentials['tryOut'];
    /** To be called after the commit of every change of a credential. */
    readonly changed: () => Promise<void>;
  };
  /** To be called after the commit of every change of a resource. */
  readonly resourcesChanged: () => Promise<void>;
  /** To be called after the commit of deliveries that are due at once. */
  readonly workAnnounced: () => Promise<void>;
  /** To be called after the commit of every change of a sync destination. */
  readonly syncChanged: () => void;
  /** Whether stories of other tenants are taken as a whole; else only what the documented API has. */
  readonly takesSyncedStories: boolean;
  /** 32 hex digits. */
  readonly newGuid: () => string;
}
