import { json } from '@codemirror/lang-json';
import { syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, linter } from '@codemirror/lint';
import type { Extension } from '@codemirror/state';
import { classHighlighter } from '@lezer/highlight';
import { useId, useMemo } from 'react';
import { fieldBasics } from './field-basics.ts';
import { fieldFrame } from './field-frame.ts';
import { objectProblem } from './object-problem.ts';
import './code-colours.css';
import { useCodeView } from './use-code-view.ts';

interface JsonFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Spoken name. */
  readonly label: string;
  readonly className?: string;
}

const lintAfterMs = 250;

const objectLinter: Extension = linter(
  (view): readonly Diagnostic[] => {
    const problem = objectProblem(view.state.doc.toString());
    if (problem === null) return [];
    const from = Math.min(problem.position, view.state.doc.length);
    return [{ from, to: Math.min(from + 1, view.state.doc.length), severity: 'error', message: problem.message }];
  },
  { delay: lintAfterMs },
);

/** A JSON object to write, read with the exact parser of events. */
export function JsonField({ value, onChange, label, className }: JsonFieldProps) {
  const problemId = useId();
  const problem = useMemo(() => objectProblem(value), [value]);
  const isInvalid = problem !== null;
  const extensions = useMemo(
    () => [
      json(),
      syntaxHighlighting(classHighlighter),
      objectLinter,
      fieldBasics({ label, isReadOnly: false, isInvalid, describedBy: isInvalid ? problemId : undefined }),
    ],
    [label, isInvalid, problemId],
  );
  const { host } = useCodeView({ value, onChange, extensions });
  return (
    <div className={className}>
      <div ref={host} className={fieldFrame(isInvalid, false, 'max-h-72 overflow-y-auto')} />
      {problem !== null && (
        <p id={problemId} className="mt-1 text-xs text-danger">
          {problem.message}
        </p>
      )}
    </div>
  );
}
