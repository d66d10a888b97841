import { json } from '@codemirror/lang-json';
import { syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, linter } from '@codemirror/lint';
import type { Extension } from '@codemirror/state';
import { classHighlighter } from '@lezer/highlight';
import { useId, useMemo } from 'react';
import { fieldBasics } from './field-basics.ts';
import { fieldFrame } from './field-frame.ts';
import { jsonProblem, objectProblem } from './object-problem.ts';
import './code-colours.css';
import { useCodeView } from './use-code-view.ts';

interface JsonFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Spoken name. */
  readonly label: string;
  /** `object`: the input of a formula; no other value will do. */
  readonly accepts?: 'object' | 'any';
  readonly isReadOnly?: boolean;
  readonly className?: string;
  readonly frameClassName?: string;
}

const lintAfterMs = 250;

const problemIn = { object: objectProblem, any: jsonProblem };

const lintAs = (accepts: keyof typeof problemIn): Extension =>
  linter(
    (view): readonly Diagnostic[] => {
      const problem = problemIn[accepts](view.state.doc.toString());
      if (problem === null) return [];
      const from = Math.min(problem.position, view.state.doc.length);
      return [{ from, to: Math.min(from + 1, view.state.doc.length), severity: 'error', message: problem.message }];
    },
    { delay: lintAfterMs },
  );

const linters = { object: lintAs('object'), any: lintAs('any') };

/** JSON to write, read with the exact parser of events. */
export function JsonField({
  value,
  onChange,
  label,
  accepts = 'object',
  isReadOnly = false,
  className,
  frameClassName = 'max-h-72 overflow-y-auto',
}: JsonFieldProps) {
  const problemId = useId();
  const problem = useMemo(() => problemIn[accepts](value), [value, accepts]);
  const isInvalid = problem !== null;
  const extensions = useMemo(
    () => [
      json(),
      syntaxHighlighting(classHighlighter),
      linters[accepts],
      fieldBasics({ label, isReadOnly, isInvalid, describedBy: isInvalid ? problemId : undefined }),
    ],
    [label, accepts, isReadOnly, isInvalid, problemId],
  );
  const { host } = useCodeView({ value, onChange, extensions });
  return (
    <div className={className}>
      <div ref={host} className={fieldFrame(isInvalid, isReadOnly, frameClassName)} />
      {problem !== null && (
        <p id={problemId} className="mt-1 text-xs text-danger">
          {problem.message}
        </p>
      )}
    </div>
  );
}
