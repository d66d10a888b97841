/** What functions are called elsewhere: in spreadsheets, SQL, JavaScript, Python, Ruby. Letters only, in lower case. */
const FOREIGN: ReadonlyMap<string, string> = new Map(
  Object.entries({
    UPCASE: 'upper uppercase toupper touppercase ucase',
    DOWNCASE: 'lower lowercase tolower tolowercase lcase',
    CAPITALIZE: 'ucfirst',
    TITLEIZE: 'proper titlecase',
    SIZE: 'length len strlen arraylength',
    COUNT: 'counta',
    STRIP: 'trim',
    LSTRIP: 'ltrim trimstart',
    RSTRIP: 'rtrim trimend',
    SLICE: 'substring substr mid left right',
    SLICE_ARRAY: 'subarray take drop limit skip',
    INCLUDES: 'contains has search',
    INDEX_OF: 'indexof findindex position strpos instr',
    STARTS_WITH: 'startswith beginswith',
    ENDS_WITH: 'endswith',
    APPEND: 'concatenate strcat',
    JOIN: 'textjoin implode',
    SPLIT: 'explode',
    REPLACE: 'replaceall substitute gsub',
    REGEX_REPLACE: 'regexpreplace',
    REGEX_EXTRACT: 'regexpextract scan matchall',
    MATCH: 'regexmatch regexpmatch test',
    UNIQ: 'unique distinct dedupe deduplicate removeduplicates',
    FLATTEN: 'flat',
    MAP_LAMBDA: 'foreach collect transform',
    FILTER: 'select',
    REDUCE: 'fold inject accumulate',
    ANY: 'some exists',
    ALL: 'every',
    FIND: 'detect lookup',
    SORT: 'sortby orderby order',
    GROUP_BY: 'groupby partition',
    GET: 'dig at pluck',
    SET_KEY: 'set put assignkey',
    REMOVE_KEY: 'unset deletekey omit',
    MERGE: 'assign extend spread',
    KEYS: 'keysof objectkeys',
    VALUES: 'valuesof objectvalues',
    DEFAULT: 'coalesce ifnull nvl ifempty orelse isnull',
    IF: 'iif iff ternary when cond',
    SWITCH: 'case choose ifs',
    IF_ERROR: 'iferror try rescue catch',
    IS_BLANK: 'isnil isnone isundefined',
    IS_PRESENT: 'isset notempty isnotnull isdefined',
    TYPE: 'typeof gettype instanceof',
    NUMBER: 'tonumber parseint parsefloat int float value',
    TEXT: 'tostring str tostr string totext',
    JSON_PARSE: 'parsejson fromjson jsondecode jsonloads',
    TO_JSON: 'stringify jsonstringify jsonencode tojson dumps',
    DATE: 'formatdate dateformat strftime todate',
    DATE_PARSE: 'parsedate strptime datevalue totimestamp',
    DATE_DIFF: 'datedif timediff between',
    NOW: 'currenttimestamp datetime getdate',
    AVERAGE: 'avg mean',
    MODULO: 'mod remainder',
    POWER: 'pow exp',
    CEIL: 'ceiling roundup',
    FLOOR: 'rounddown trunc',
    RANDOM: 'rand randbetween randint',
    UUID: 'guid newid uuidv',
    BASE64_ENCODE: 'btoa tobase base',
    BASE64_DECODE: 'atob frombase',
    URL_ENCODE: 'encodeuri encodeuricomponent urlencode',
    URL_DECODE: 'decodeuri decodeuricomponent urldecode',
    ERROR: 'throw raise fail',
    RANGE: 'sequence seq',
    PARSE_URL: 'urlparse spliturl',
    EML_PARSE: 'parseemail emailparse parseeml',
    GUNZIP: 'gzipdecompress ungzip decompress',
    GZIP: 'gzipcompress compress',
    STRIP_HTML: 'htmlstrip striptags removehtml',
  }).flatMap(([name, words]) => words.split(' ').map((word) => [word, name] as const)),
);

/** The function that is probably meant by a name from elsewhere. */
export function functionCalledElsewhere(name: string): string | null {
  return FOREIGN.get(lettersOf(name)) ?? null;
}

/** Functions that are called so elsewhere, as far as the word is written. */
export function functionsCalledElsewhere(word: string): ReadonlySet<string> {
  const letters = lettersOf(word);
  if (letters.length < 3) return new Set();
  return new Set([...FOREIGN].flatMap(([foreign, name]) => (foreign.startsWith(letters) ? [name] : [])));
}

export const functionsWithForeignNames: ReadonlySet<string> = new Set(FOREIGN.values());

function lettersOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z]/g, '');
}
