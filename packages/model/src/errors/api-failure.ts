import { type ErrorCode, errorCatalogue } from './error-catalogue.ts';

/** One thing that is wrong with a request: a code of the catalogue and the facts of this case. */
export interface Problem {
  readonly code: ErrorCode;
  /** A sentence with the facts: what, where, what to do. Never a secret or a whole payload. */
  readonly details: string;
  /** The parameter that it is about, `options.path` style; null when it is about the request as a whole. */
  readonly field: string | null;
}

/** The documented error body, with a stable code and the field added. */
export interface ErrorBody {
  readonly errors: readonly {
    readonly message: string;
    readonly details: string;
    readonly code: ErrorCode;
    readonly field: string | null;
  }[];
}

export function problem(code: ErrorCode, details = '', field: string | null = null): Problem {
  return { code, details: details === '' ? `${errorCatalogue[code].message}.` : details, field };
}

export function toErrorBody(problems: readonly Problem[]): ErrorBody {
  return {
    errors: problems.map(({ code, details, field }) => ({
      message: errorCatalogue[code].message,
      details,
      code,
      field,
    })),
  };
}
