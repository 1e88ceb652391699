type Props = {
  title: string;
  rows: readonly { name: string; meaning?: string; value: string }[];
  /** What is said where there is nothing to count. */
  empty: string;
};

/** Figures by name. */
export function CountTable({ title, rows, empty }: Props) {
  const id = `table-${title.toLowerCase().replaceAll(/\W+/g, '-')}`;
  return (
    <section aria-labelledby={id} className="min-w-0">
      <h2 id={id} className="text-base font-semibold">{title}</h2>
      {rows.length === 0 ? (
        <p className="mt-2 text-sm text-muted-foreground">{empty}</p>
      ) : (
        <table aria-labelledby={id} className="mt-1 w-full text-sm">
          <tbody>
            {rows.map(({ name, meaning, value }) => (
              <tr key={name} className="border-b last:border-0">
                <th scope="row" className="py-2 pr-4 text-left font-normal">
                  {name}
                  {meaning && <span className="ml-2 text-muted-foreground">{meaning}</span>}
                </th>
                <td className="py-2 text-right tabular-nums sm:whitespace-nowrap">{value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
