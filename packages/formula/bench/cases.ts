/** The templates that are compared: each written as the users of each language would, with the same result. */

/** A JSON object, as all three take it. */
export type Context = Readonly<Record<string, unknown>>;

export interface BenchCase {
  readonly name: string;
  readonly context: Context;
  /** Of an option: `=…` is a formula, anything else a text with pills. */
  readonly formula: string;
  readonly liquid: string;
  readonly jsonata: string;
  readonly result: string;
}

const alert = {
  id: 'A-20418',
  title: 'Sign-in from a new country',
  severity: 'high',
  score: 87,
  source: { product: 'Identity', region: 'eu-west-1' },
  user: { name: 'Ada Lovelace', email: 'ada@example.com', department: { name: 'Research', floor: 4 } },
  created_at: '2024-05-14T09:30:00Z',
  log: 'May 14 09:30:00 gate sshd[8412]: Failed password for invalid user admin from 203.0.113.77 port 50022 ssh2',
};

const items = Array.from({ length: 1_000 }, (_, index) => ({
  name: `host-${index}`,
  severity: ['low', 'medium', 'high'][index % 3] ?? 'low',
  score: (index * 37) % 101,
  owner: { email: `owner${index}@example.com` },
}));

const highNames = items
  .filter((item) => item.severity === 'high')
  .map((item) => item.name)
  .join(', ');

export const cases: readonly BenchCase[] = [
  {
    name: 'field access',
    context: { alert },
    formula: '=alert.user.department.name',
    liquid: '{{ alert.user.department.name }}',
    jsonata: 'alert.user.department.name',
    result: 'Research',
  },
  {
    name: 'text with 10 pills',
    context: { alert },
    formula:
      'Alert <<alert.id>>: <<alert.title>> (<<alert.severity>>, <<alert.score>>) by <<alert.source.product>> in ' +
      '<<alert.source.region>> for <<alert.user.name>> <<alert.user.email>>, <<alert.user.department.name>> floor ' +
      '<<alert.user.department.floor>>',
    liquid:
      'Alert {{alert.id}}: {{alert.title}} ({{alert.severity}}, {{alert.score}}) by {{alert.source.product}} in ' +
      '{{alert.source.region}} for {{alert.user.name}} {{alert.user.email}}, {{alert.user.department.name}} floor ' +
      '{{alert.user.department.floor}}',
    jsonata:
      '"Alert " & alert.id & ": " & alert.title & " (" & alert.severity & ", " & alert.score & ") by " & ' +
      'alert.source.product & " in " & alert.source.region & " for " & alert.user.name & " " & alert.user.email & ", " & ' +
      'alert.user.department.name & " floor " & alert.user.department.floor',
    result:
      'Alert A-20418: Sign-in from a new country (high, 87) by Identity in eu-west-1 for Ada Lovelace ada@example.com, ' +
      'Research floor 4',
  },
  {
    name: 'filter and map over 1,000 objects',
    context: { items },
    formula: '=FILTER(items, LAMBDA(i, i.severity = "high")) |> MAP_LAMBDA(%, LAMBDA(i, i.name)) |> JOIN(%, ", ")',
    liquid: '{{ items | where: "severity", "high" | map: "name" | join: ", " }}',
    jsonata: '$join(items[severity = "high"].name, ", ")',
    result: highNames,
  },
  {
    name: 'regular expression',
    context: { alert },
    formula: String.raw`=REGEX_REPLACE(alert.log, "(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})", "[address]")`,
    liquid: String.raw`{{ alert.log | regex_replace: "(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})", "[address]" }}`,
    jsonata: String.raw`$replace(alert.log, /(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})/, "[address]")`,
    result: 'May 14 09:30:00 gate sshd[8412]: Failed password for invalid user admin from [address] port 50022 ssh2',
  },
  {
    name: 'date formatting',
    context: { alert },
    formula: '=DATE(alert.created_at, "%d %b %Y %H:%M")',
    liquid: '{{ alert.created_at | date: "%d %b %Y %H:%M" }}',
    jsonata: '$fromMillis($toMillis(alert.created_at), "[D01] [MNn,3-3] [Y0001] [H01]:[m01]")',
    result: '14 May 2024 09:30',
  },
  {
    name: 'JSON building',
    context: { alert },
    formula:
      '=TO_JSON({id: alert.id, title: UPCASE(alert.title), high: alert.score > 80, tags: [alert.severity, "new"], ' +
      'user: {name: alert.user.name, email: alert.user.email, department: alert.user.department}})',
    liquid:
      '{% assign high = false %}{% if alert.score > 80 %}{% assign high = true %}{% endif %}' +
      '{"id":{{ alert.id | json }},"title":{{ alert.title | upcase | json }},"high":{{ high | json }},' +
      '"tags":[{{ alert.severity | json }},"new"],"user":{"name":{{ alert.user.name | json }},' +
      '"email":{{ alert.user.email | json }},"department":{{ alert.user.department | json }}}}',
    jsonata:
      '$string({"id": alert.id, "title": $uppercase(alert.title), "high": alert.score > 80, ' +
      '"tags": [alert.severity, "new"], "user": {"name": alert.user.name, "email": alert.user.email, ' +
      '"department": alert.user.department}})',
    result:
      '{"id":"A-20418","title":"SIGN-IN FROM A NEW COUNTRY","high":true,"tags":["high","new"],"user":{"name":' +
      '"Ada Lovelace","email":"ada@example.com","department":{"name":"Research","floor":4}}}',
  },
];

/** A formula of 200 characters; `number` makes its source new to every cache. */
export function formulaOf200Characters(number: number): string {
  const start = `IF(SIZE(FILTER(items, LAMBDA(i, i.severity = "high" AND i.score > ${number}))) > 3, `;
  const end = `)`;
  const middle = 'UPCASE(JOIN(MAP(items, "name"), ", ")) & " at " & DATE(NOW(), "%F"), "few, and none is urgent"';
  return (start + middle + end).padEnd(200, ' ');
}
