import { describe, expect, it } from 'vitest';
import { specialForms } from '../evaluate/special-forms.ts';
import { functionCalledElsewhere, functionsWithForeignNames } from '../functions/foreign-names.ts';
import { functionsByName } from '../functions/registry.ts';
import { parseFormula } from '../syntax/parse-formula.ts';
import { inferTypes } from './infer.ts';
import { LAMBDA_PARAMETERS } from './lambda-parameters.ts';
import { listedParameters } from './listed-values.ts';
import { functionNamed } from './match-arguments.ts';
import { PATH_ARGUMENTS } from './path-arguments.ts';
import { FIXED_RESULTS, RESULT_RULES, SELECTING, SHAPED_LIKE_EXAMPLES } from './result-types.ts';

describe('the tables of the checker', () => {
  it('name functions that exist', () => {
    const named = [
      RESULT_RULES,
      FIXED_RESULTS,
      SELECTING,
      SHAPED_LIKE_EXAMPLES,
      LAMBDA_PARAMETERS,
      functionsWithForeignNames,
    ];
    const unknown = named.flatMap((table) => [...table.keys()]).filter((name) => functionNamed(name) === undefined);
    expect(unknown).toEqual([]);
  });

  it('send no name that exists here elsewhere', () => {
    const names = [...functionsByName.keys(), ...specialForms.map(({ name }) => name)];
    const sent = names.filter((name) => ![null, name].includes(functionCalledElsewhere(name)));
    expect(sent).toEqual([]);
  });

  it('name parameters that exist', () => {
    for (const name of [...RESULT_RULES.keys(), ...LAMBDA_PARAMETERS.keys(), ...PATH_ARGUMENTS.keys()]) {
      const given = functionNamed(name)
        ?.parameters.map((parameter) => `${parameter.name}: {}`)
        .join(', ');
      // Each rule reads its parameters, and throws when one is not there.
      const { formula } = parseFormula(`${name}(${given})`);
      const lambda = parseFormula(`${name}([], LAMBDA(a, b, a), "")`).formula;
      expect(() => [inferTypes(formula, null), inferTypes(lambda, null)]).not.toThrow();
    }
    for (const [name, [path, into]] of PATH_ARGUMENTS) {
      const names = functionNamed(name)?.parameters.map((parameter) => parameter.name);
      expect([name, names?.includes(path), names?.includes(into)]).toEqual([name, true, true]);
    }
  });

  it('list values for parameters that exist and take texts', () => {
    const wrong = listedParameters.filter((listed) => {
      const [functionName = '', parameterName = ''] = listed.split('.');
      const parameter = functionsByName.get(functionName)?.parameters.find(({ name }) => name === parameterName);
      return parameter === undefined || ![parameter.type].flat().includes('text');
    });
    expect(wrong).toEqual([]);
  });

  it('know what every function with a lambda calls it with', () => {
    const takesLambda = [...functionsByName.values()].filter(({ parameters }) =>
      parameters.some(({ type }) => [type].flat().includes('lambda')),
    );
    expect(takesLambda.map(({ name }) => name).filter((name) => !LAMBDA_PARAMETERS.has(name))).toEqual([]);
  });
});
