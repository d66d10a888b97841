/** Underlines what is wrong, says why and offers to mend it: what the language sees while one types, and what a run met. */
import { linter, type Diagnostic as Mark, nextDiagnostic, previousDiagnostic } from '@codemirror/lint';
import type { Extension } from '@codemirror/state';
import { type EditorView, keymap } from '@codemirror/view';
import { type Diagnostic, diagnose } from '@fabula/formula/language';
import { languageContext, type RunProblem, runProblem, sourceOf } from './language-facets.ts';
import { proseElement } from './prose-element.ts';

const afterMs = 200;

/** `onFound` is told what the language sees, without what a run met. */
export function problems(onFound: (found: readonly Diagnostic[]) => void): Extension {
  return [
    linter(
      (view) => {
        const found = diagnose(sourceOf(view.state), view.state.facet(languageContext));
        onFound(found);
        return [...found.map((each) => toMark(each, view)), ...marksOfRun(found, view)];
      },
      {
        delay: afterMs,
        needsRefresh: ({ startState, state }) =>
          startState.facet(runProblem) !== state.facet(runProblem) ||
          startState.facet(languageContext) !== state.facet(languageContext),
      },
    ),
    keymap.of([
      { key: 'F8', run: nextDiagnostic },
      { key: 'Shift-F8', run: previousDiagnostic },
    ]),
  ];
}

/** Replaces what a fix is about by its text. */
export function applyFix(view: EditorView, fix: NonNullable<Diagnostic['fix']>): void {
  const [from, to] = within(fix.range, view);
  view.dispatch({
    changes: { from, to, insert: fix.text },
    selection: { anchor: from + fix.text.length },
    userEvent: 'input.fix',
  });
  view.focus();
}

function toMark({ severity, message, range, fix, related }: Diagnostic, view: EditorView): Mark {
  const [from, to] = visible(range, view);
  return {
    from,
    to,
    severity,
    ...messageOf(related === undefined ? message : `${message}\n${related.message}`),
    ...(fix === undefined
      ? {}
      : { actions: [{ name: fix.title.replaceAll('`', ''), apply: () => applyFix(view, fix) }] }),
  };
}

/** What a run met is old news where the language has seen an error already. */
function marksOfRun(found: readonly Diagnostic[], view: EditorView): Mark[] {
  const problem: RunProblem | null = view.state.facet(runProblem);
  if (problem === null || found.some(({ severity }) => severity === 'error')) return [];
  const [from, to] = visible(problem.range, view);
  return [{ from, to, severity: 'error', ...messageOf(problem.message) }];
}

function messageOf(message: string): Pick<Mark, 'message' | 'renderMessage'> {
  return { message, renderMessage: () => proseElement(message) };
}

/** At least one character wide, so that there is something to underline. */
function visible(range: readonly [number, number], view: EditorView): [from: number, to: number] {
  const [from, to] = within(range, view);
  if (from < to) return [from, to];
  return to < view.state.doc.length ? [from, to + 1] : [Math.max(0, from - 1), to];
}

/** The text may have changed since. */
function within([from, to]: readonly [number, number], { state }: EditorView): [from: number, to: number] {
  const end = Math.min(Math.max(to, 0), state.doc.length);
  return [Math.min(Math.max(from, 0), end), end];
}
