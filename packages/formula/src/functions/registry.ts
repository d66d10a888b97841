/** All functions of the language that are not special forms. The only list of them. */
import { archiveFunctions } from './archive-functions.ts';
import { arrayMemberFunctions } from './array-members.ts';
import { arrayOfObjectsFunctions } from './array-of-objects.ts';
import { arrayFunctions } from './arrays.ts';
import { dateFunctions } from './dates.ts';
import type { FunctionDefinition } from './definition.ts';
import { documentFunctions } from './documents.ts';
import { encodingFunctions } from './encoding-functions.ts';
import { encryptionFunctions } from './encryption.ts';
import { opensslFunctions } from './encryption-openssl.ts';
import { rsaFunctions } from './encryption-rsa.ts';
import { hashingFunctions } from './hashing.ts';
import { ipAddressFunctions } from './ip-addresses.ts';
import { jsonPathFunctions } from './json-path-function.ts';
import { jsonSchemaFunctions } from './json-schema-functions.ts';
import { jsonTextFunctions } from './json-text.ts';
import { jsonWebTokenFunctions } from './json-web-tokens.ts';
import { lambdaFunctions } from './lambdas.ts';
import { logicFunctions } from './logic.ts';
import { mailFunctions } from './mail-functions.ts';
import { numberListFunctions } from './number-lists.ts';
import { numberFunctions } from './numbers.ts';
import { objectFunctions } from './objects.ts';
import { storyFunctions } from './story.ts';
import { tableFunctions } from './tables.ts';
import { textBuildingFunctions } from './text-building.ts';
import { textCaseFunctions } from './text-case.ts';
import { textHtmlFunctions } from './text-html.ts';
import { textQuestionFunctions } from './text-questions.ts';
import { textRegexFunctions } from './text-regex.ts';
import { urlFunctions } from './urls.ts';

const families: readonly (readonly FunctionDefinition[])[] = [
  archiveFunctions,
  arrayFunctions,
  arrayMemberFunctions,
  arrayOfObjectsFunctions,
  dateFunctions,
  documentFunctions,
  encodingFunctions,
  encryptionFunctions,
  opensslFunctions,
  rsaFunctions,
  hashingFunctions,
  ipAddressFunctions,
  jsonPathFunctions,
  jsonSchemaFunctions,
  jsonTextFunctions,
  jsonWebTokenFunctions,
  lambdaFunctions,
  logicFunctions,
  mailFunctions,
  numberFunctions,
  numberListFunctions,
  objectFunctions,
  storyFunctions,
  tableFunctions,
  textBuildingFunctions,
  textCaseFunctions,
  textHtmlFunctions,
  textQuestionFunctions,
  textRegexFunctions,
  urlFunctions,
];

export const functionsByName: ReadonlyMap<string, FunctionDefinition> = indexed((definition) => definition.name);

/** By the name of the legacy filter whose piped value is the first argument. */
export const functionsByLiquidFilter: ReadonlyMap<string, FunctionDefinition> = indexed(
  (definition) => definition.liquidFilter ?? undefined,
);

/** In the order of the functions' names. */
function indexed(keyOf: (definition: FunctionDefinition) => string | undefined): Map<string, FunctionDefinition> {
  const index = new Map<string, FunctionDefinition>();
  for (const definition of families.flat().toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const key = keyOf(definition);
    if (key === undefined) continue;
    if (index.has(key)) throw new Error(`two functions are called ${key}`);
    index.set(key, definition);
  }
  return index;
}
