/**
 * An action while it is edited: what is written, what the server has, and how the one gets to the other. Saves by itself
 * when nothing was changed for a moment, one request at a time. Outlives the form, so that closing it loses nothing.
 *
 * saved    all that is written is on the server
 * waiting  something was changed; saved in a moment
 * saving   on its way. What is changed meanwhile is saved right after
 * kept     the server was not reached; tried again by itself, later each time
 * failed   refused; tried again on demand and with the next change
 * conflict somebody else changed the same thing; waits for a decision
 *
 * Before each save the action is read again: what others changed is taken in where it was not changed here, and otherwise it is a
 * conflict. Whoever changes it between the reading and the writing makes the server refuse, and it is read once more.
 */
import type { ObjectValue, Value } from '@fabula/formula';
import type { ActionResponse } from '@fabula/model';
import { isOvertaken, mayPass } from '../../data/failure.ts';
import { type ActionFields, changesBetween, fieldsOf, mergeFields, takeTheirs, withOption } from './action-fields.ts';
import { beginHistory, change, type History, mapHistory, redo, undo } from './history.ts';

export type Saving =
  | { readonly kind: 'saved' | 'waiting' | 'saving' }
  | { readonly kind: 'kept' | 'failed'; readonly error: Error }
  | { readonly kind: 'conflict'; readonly theirs: ActionFields; readonly paths: readonly string[] };

/** What is on the screen at one moment: the steps of undo. */
export interface Written {
  readonly fields: ActionFields;
  /** Texts that are no JSON yet, by the option that they are for. The option keeps its last value. */
  readonly texts: ReadonlyMap<string, string>;
}

export interface DraftState extends Written {
  readonly saving: Saving;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** What somebody else changed meanwhile and was taken in; until it is put away. */
  readonly taken: readonly string[];
}

interface Ports {
  read(): Promise<ActionResponse>;
  /** `from`: what it was made from; refused with status 409 when the options are others by now. */
  write(changes: ObjectValue, from: ActionFields): Promise<ActionResponse>;
  now(): number;
}

export const saveAfterMs = 900;
const firstRetryMs = 1_000;
const longestRetryMs = 15_000;

/** The text of all options together, as the JSON view has it. */
export const wholeText = '';

export class ActionDraft {
  readonly #ports: Ports;
  readonly #listeners = new Set<() => void>();
  #server: ActionFields;
  /** `updated_at` of what the server has, as far as we know: a text that sorts by time, to the second. */
  #serverAt: string;
  #history: History<Written>;
  #saving: Saving = { kind: 'saved' };
  #taken: readonly string[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> | null = null;
  #retryMs = firstRetryMs;
  #state: DraftState;

  constructor(action: ActionResponse, ports: Ports) {
    this.#ports = ports;
    this.#server = fieldsOf(action);
    this.#serverAt = action.updated_at;
    this.#history = beginHistory({ fields: this.#server, texts: new Map() });
    this.#state = this.#describe();
  }

  readonly getState = (): DraftState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Changes of the same group in quick succession are one step of undo. */
  change(group: string, next: Partial<Written>): void {
    this.#step(change(this.#history, group, { ...this.#history.present, ...next }, this.#ports.now()));
  }

  setOption(key: string, value: Value | undefined): void {
    const { fields, texts } = this.#history.present;
    const options = withOption(fields.options, key, value);
    this.change(`options.${key}`, { fields: { ...fields, options }, texts: without(texts, key) });
  }

  setOptions(options: ObjectValue): void {
    const { fields } = this.#history.present;
    this.change(`options.${wholeText}`, { fields: { ...fields, options }, texts: new Map() });
  }

  setSetting<Key extends Exclude<keyof ActionFields, 'options'>>(key: Key, value: ActionFields[Key]): void {
    this.change(key, { fields: { ...this.#history.present.fields, [key]: value } });
  }

  /** `text` cannot be read yet; the option keeps its value meanwhile. */
  setText(key: string, text: string): void {
    const { texts } = this.#history.present;
    this.change(`options.${key}`, { texts: new Map(texts).set(key, text) });
  }

  /** Gives up a text that is no JSON; the option is as it was before it. */
  dropText(key: string): void {
    this.change(`options.${key}`, { texts: without(this.#history.present.texts, key) });
  }

  /** Tells what changed back; null when nothing can. */
  undo(): string | null {
    return this.#travel(undo(this.#history));
  }

  redo(): string | null {
    return this.#travel(redo(this.#history));
  }

  /** Whether something written here is not on the server. */
  get isDirty(): boolean {
    return changesBetween(this.#server, this.#history.present.fields) !== null;
  }

  get isWatched(): boolean {
    return this.#listeners.size > 0;
  }

  /** Nothing is written here that would be lost with it. */
  get isIdle(): boolean {
    return !this.isDirty && this.#running === null && this.#history.present.texts.size === 0;
  }

  /** The action as it was read somewhere else; an answer that was overtaken by a save is left alone. */
  adopt(action: ActionResponse): void {
    if (action.updated_at > this.#serverAt) this.#take(action);
  }

  /** Looks whether somebody else has changed the action. While something is unsaved here, the next save looks itself. */
  async look(): Promise<void> {
    if (this.isDirty || this.#running !== null) return;
    const before = this.#server;
    const action = await this.#ports.read().catch(() => null);
    if (action !== null && this.#server === before) this.#take(action);
  }

  #take(action: ActionResponse): void {
    const theirs = fieldsOf(action);
    if (this.isDirty || this.#running !== null || changesBetween(this.#server, theirs) === null) return;
    this.#rebase(theirs);
    this.#serverAt = action.updated_at;
    this.#tell();
  }

  /** Saves now what waits. Resolves when everything is saved or cannot be. */
  async flush(): Promise<void> {
    do await this.#saveOnce();
    while (this.#saving.kind === 'waiting');
  }

  /** Ends a conflict; what the other one wrote is overwritten. */
  async keepOurs(): Promise<void> {
    if (this.#saving.kind !== 'conflict') return;
    this.#server = this.#saving.theirs;
    this.#say({ kind: 'waiting' });
    await this.flush();
  }

  /** Ends a conflict; where both wrote, theirs stays. */
  async yieldToTheirs(): Promise<void> {
    if (this.#saving.kind !== 'conflict') return;
    const { theirs, paths } = this.#saving;
    this.#server = theirs;
    const { fields, texts } = this.#history.present;
    const next = { fields: takeTheirs(fields, theirs, paths), texts };
    this.#history = change(this.#history, 'theirs', next, this.#ports.now());
    this.#say(this.isDirty ? { kind: 'waiting' } : { kind: 'saved' });
    await this.flush();
  }

  putAwayTaken(): void {
    this.#taken = [];
    this.#tell();
  }

  #travel(step: ReturnType<typeof undo<Written>>): string | null {
    if (step === null) return null;
    this.#step(step.history);
    return step.group;
  }

  #step(history: History<Written>): void {
    this.#history = history;
    if (this.#saving.kind !== 'saving') this.#saving = this.#afterChange(this.#saving);
    clearTimeout(this.#timer);
    if (this.isDirty) this.#timer = setTimeout(() => void this.#saveOnce(), saveAfterMs);
    this.#tell();
  }

  /** A conflict lasts until there is none: taking the own change back ends it as well. */
  #afterChange(saving: Saving): Saving {
    if (saving.kind === 'conflict') {
      const { conflicts } = mergeFields(this.#server, this.#history.present.fields, saving.theirs);
      if (conflicts.length > 0) return { ...saving, paths: conflicts };
    }
    return { kind: this.isDirty ? 'waiting' : 'saved' };
  }

  async #saveOnce(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#running !== null) await this.#running;
    if (this.#saving.kind === 'conflict' || !this.isDirty) return;
    this.#running ??= this.#save().finally(() => {
      this.#running = null;
    });
    await this.#running;
  }

  async #save(): Promise<void> {
    this.#say({ kind: 'saving' });
    try {
      const theirs = fieldsOf(await this.#ports.read());
      const { conflicts } = mergeFields(this.#server, this.#history.present.fields, theirs);
      if (conflicts.length > 0) return this.#say({ kind: 'conflict', theirs, paths: conflicts });
      this.#rebase(theirs);
      const sent = this.#history.present.fields;
      const changes = changesBetween(theirs, sent);
      if (changes !== null) {
        this.#server = sent;
        // The server may write things its own way; that is no change of somebody else.
        const written = await this.#ports.write(changes, theirs).catch((error) => this.#takeBack(theirs, error));
        const answer = fieldsOf(written);
        this.#serverAt = written.updated_at;
        this.#history = mapHistory(this.#history, (each) => moved(each, sent, answer));
        this.#server = answer;
      }
      this.#retryMs = firstRetryMs;
      this.#say({ kind: this.isDirty ? 'waiting' : 'saved' });
    } catch (caught) {
      const error = caught instanceof Error ? caught : new Error(String(caught));
      if (isOvertaken(error)) return this.#save();
      if (!mayPass(error)) return this.#say({ kind: 'failed', error });
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.flush(), this.#retryMs);
      this.#retryMs = Math.min(this.#retryMs * 2, longestRetryMs);
      this.#say({ kind: 'kept', error });
    }
  }

  /** A refused save has changed nothing. */
  #takeBack(server: ActionFields, error: unknown): never {
    this.#server = server;
    throw error;
  }

  /** What others changed reaches every step of undo as well, so that undoing cannot overwrite it. */
  #rebase(theirs: ActionFields): void {
    const base = this.#server;
    const { taken } = mergeFields(base, this.#history.present.fields, theirs);
    if (taken.length > 0) {
      this.#history = mapHistory(this.#history, (each) => moved(each, base, theirs));
      this.#taken = [...new Set([...this.#taken, ...taken])];
    }
    this.#server = theirs;
  }

  #say(saving: Saving): void {
    this.#saving = saving;
    this.#tell();
  }

  #tell(): void {
    this.#state = this.#describe();
    for (const listener of [...this.#listeners]) listener();
  }

  #describe(): DraftState {
    const { present, past, future } = this.#history;
    return {
      ...present,
      saving: this.#saving,
      canUndo: past.length > 0,
      canRedo: future.length > 0,
      taken: this.#taken,
    };
  }
}

function moved(written: Written, base: ActionFields, theirs: ActionFields): Written {
  const { fields, taken } = mergeFields(base, written.fields, theirs);
  return taken.length === 0 ? written : { ...written, fields };
}

function without(texts: Written['texts'], key: string): Written['texts'] {
  if (!texts.has(key)) return texts;
  const rest = new Map(texts);
  rest.delete(key);
  return rest;
}
