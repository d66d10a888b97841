/** What the tests use of it. */
declare module 'hoodiecrow-imap' {
  interface Message {
    readonly raw: string;
    readonly uid?: number;
    readonly flags?: readonly string[];
  }
  interface Mailbox {
    readonly messages: readonly (Message & { readonly uid: number; flags: string[] })[];
    uidvalidity?: number;
  }
  interface ImapServer {
    readonly server: import('node:net').Server;
    listen(port: number, host: string, callback: () => void): void;
    close(callback: () => void): void;
    appendMessage(mailbox: string, flags: readonly string[], date: string | false, raw: string): void;
    getMailbox(path: string): Mailbox | undefined;
  }
  export default function hoodiecrow(options: Readonly<Record<string, unknown>>): ImapServer;
}
