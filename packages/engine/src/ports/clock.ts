/** Time as the engine sees it. Milliseconds since 1970. */
export interface Clock {
  now(): number;
  /** Calls back once, not before `at`. Returns a function that cancels. */
  at(at: number, call: () => void): () => void;
  /** Calls back once what is waiting now (requests just read from their sockets, say) has been seen to. */
  soon(call: () => void): void;
}
