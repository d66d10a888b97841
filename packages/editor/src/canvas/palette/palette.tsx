/** The kinds of action: typed for, clicked, or dragged onto the board. */
import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { type DragEvent, useEffect, useMemo, useRef } from 'react';
import type { Stencil } from '../../board/new-action.ts';
import { actionTypesQuery } from '../../data/action-types.ts';
import { ActionIcon } from '../../ui/action-icon.tsx';
import { actionKind } from '../../ui/action-kind.ts';
import { IconButton } from '../../ui/button.tsx';
import { Key } from '../../ui/key.tsx';
import { SearchList } from '../../ui/search-list.tsx';
import { Failed, SkeletonRows } from '../../ui/states.tsx';
import { findStencils, stencilsOf } from './stencils.ts';

interface PaletteProps {
  /** What the new action will be connected with, in words; null: with nothing. */
  readonly after: string | null;
  /** `isLoose`: not connected with anything. */
  readonly onChoose: (stencil: Stencil, isLoose: boolean) => void;
  readonly onClose: () => void;
}

/** What a dragged row carries. */
export const stencilFormat = 'application/x-fabula-stencil';

export function Palette({ after, onChoose, onClose }: PaletteProps) {
  const types = useQuery(actionTypesQuery);
  const stencils = useMemo(() => {
    const all = types.data === undefined ? [] : stencilsOf(types.data);
    // What comes after something must be able to receive; the others start something new.
    return after === null ? all : [...all.filter((each) => each.canReceive), ...all.filter((each) => !each.canReceive)];
  }, [types.data, after]);
  const panel = useRef<HTMLElement>(null);
  const isReady = types.data !== undefined;

  useEffect(() => {
    if (isReady) panel.current?.querySelector('input')?.focus();
  }, [isReady]);

  return (
    <section
      ref={panel}
      aria-label="New action"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        onClose();
      }}
      className="nokey absolute top-17 left-3.5 z-10 flex max-h-[min(36rem,calc(100%-9.5rem))] w-[min(18rem,calc(100%-1.75rem))] animate-appear flex-col rounded-xl border border-line bg-surface p-2 shadow-float"
    >
      <header className="flex items-center gap-2 pb-1 pl-1.5">
        <h2 className="min-w-0 flex-1 truncate text-xs text-ink-soft">{after === null ? 'Add to the story' : after}</h2>
        <IconButton label="Close" shortcut="Esc" onClick={onClose} className="size-7">
          <X />
        </IconButton>
      </header>
      {types.isError ? (
        <Failed
          what="The kinds of action could not be read."
          error={types.error}
          onRetry={() => void types.refetch()}
        />
      ) : isReady ? (
        <SearchList
          label="Kind of action"
          placeholder="What should happen?"
          listLabel="Kinds of action"
          find={(text) => findStencils(stencils, text)}
          keyOf={({ key }) => key.replaceAll(/\W+/g, '-')}
          onChoose={onChoose}
          onDrag={carry}
          nothing="There is no such kind of action."
          className="min-h-0 flex-1"
        >
          {(stencil) => (
            <>
              <ActionIcon kind={actionKind(stencil.type, stencil.options)} size="small" />
              <span className="truncate">{stencil.label}</span>
            </>
          )}
        </SearchList>
      ) : (
        <SkeletonRows count={6} className="h-7" />
      )}
      <p className="mt-1 flex items-center gap-1.5 border-t border-line px-1.5 pt-2 text-2xs text-ink-faint max-md:hidden">
        {after === null ? (
          'Drag it to its place, or onto a link.'
        ) : (
          <>
            <Key>Shift</Key>
            <Key>Enter</Key> adds it unconnected
          </>
        )}
      </p>
    </section>
  );
}

function carry(stencil: Stencil, event: DragEvent): void {
  event.dataTransfer.setData(stencilFormat, stencil.key);
  event.dataTransfer.effectAllowed = 'copy';
}
