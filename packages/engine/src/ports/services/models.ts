/** The language model that AI actions ask, as the settings name it; the call itself goes through Outgoing. */
export interface ModelProvider {
  readonly dialect: 'openai' | 'anthropic';
  /** Without a slash at its end. */
  readonly url: string;
  readonly key: string | null;
  /** The model when an action names none. */
  readonly model: string;
}
