/** What cards and links need of the board around them. Stays the same for as long as the board may be drawn on. */
import { createContext, useContext } from 'react';
import type { BoardLink, LinkType } from '../board/board.ts';

export interface DrawingTools {
  readonly isReadOnly: boolean;
  /** Whether events can be sent to actions of this type. */
  readonly canReceive: (type: string) => boolean;
  /** Opens the palette for what comes after this action. */
  readonly addAfter: (guid: string) => void;
  readonly setLinkType: (link: BoardLink, type: LinkType) => void;
  readonly removeLink: (link: BoardLink) => void;
  readonly editNote: (guid: string) => void;
  /** Ends the writing. `content` null: as it was. `before`: what it was when the writing began. */
  readonly writeNote: (guid: string, content: string | null, before: string, isByKey: boolean) => void;
  /** Takes a group away, and leaves what lies in it. */
  readonly dissolve: (guid: string) => void;
  /** What kinds of link may leave this action. */
  readonly linkTypesOf: (guid: string) => readonly LinkType[];
}

export const DrawingToolsContext = createContext<DrawingTools>({
  isReadOnly: true,
  canReceive: () => false,
  addAfter: () => {},
  setLinkType: () => {},
  removeLink: () => {},
  editNote: () => {},
  writeNote: () => {},
  dissolve: () => {},
  linkTypesOf: () => [],
});

export function useDrawingTools(): DrawingTools {
  return useContext(DrawingToolsContext);
}
