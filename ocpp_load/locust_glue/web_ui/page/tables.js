// Tables that are filled again and again: only what has changed is written, so that what a person
// has selected stays so. All text is set as text; nothing of a peer's becomes markup.
"use strict";

const ocppLoadTables = (() => {
  function element(tag, text, className) {
    const made = document.createElement(tag);
    if (text != null) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function write(cell, { text, className = "", title = "" }) {
    if (cell.textContent !== text) cell.textContent = text;
    if (cell.className !== className) cell.className = className;
    if (cell.title !== title) cell.title = title;
  }

  function tableIn(place, columns) {
    const known = place.querySelector("table");
    if (known) return known;
    const table = element("table");
    const head = table.createTHead().insertRow();
    columns.forEach((column, index) => {
      const cell = element("th", column.name, column.isFigure ? "figure" : "");
      cell.scope = "col";
      if (column.title) cell.title = column.title;
      cell.tabIndex = 0;
      const sort = () => {
        const isSame = table.dataset.sort === String(index);
        table.dataset.order = isSame && table.dataset.order === "down" ? "up" : "down";
        table.dataset.sort = index;
        table.fill();
      };
      cell.addEventListener("click", sort);
      cell.addEventListener("keydown", (event) => event.key === "Enter" && sort());
      head.append(cell);
    });
    table.createTBody();
    const frame = element("div", null, "scroll");
    frame.append(table);
    place.replaceChildren(frame);
    return table;
  }

  function newLine(body, pick) {
    const line = body.insertRow();
    if (pick) {
      line.tabIndex = 0;
      line.className = "pick";
      line.addEventListener("click", () => pick(line.shown));
      line.addEventListener("keydown", (event) => event.key === "Enter" && pick(line.shown));
    }
    return line;
  }

  function sorted(table, columns, rows) {
    const column = columns[Number(table.dataset.sort)];
    if (!table.dataset.sort || !column) return rows;
    const value = column.value ?? ((row) => column.cell(row).text);
    const sign = table.dataset.order === "up" ? 1 : -1;
    return [...rows].sort((one, other) => {
      const [left, right] = [value(one) ?? -1, value(other) ?? -1];
      return typeof left === "string" ? -sign * left.localeCompare(right) : sign * (left - right);
    });
  }

  /**
   * Fill the table of `place`. A column has a `name`, a `cell(row)` that returns `{text, className,
   * title}`, and a `value(row)` to sort by; `isFigure` puts it to the right. `pick(row)` is for a row
   * that somebody chooses.
   */
  function fill(place, columns, rows, empty, pick = null) {
    if (!rows.length) {
      place.replaceChildren(element("p", empty, "quiet"));
      return;
    }
    const table = tableIn(place, columns);
    table.fill = () => {
      const body = table.tBodies[0];
      sorted(table, columns, rows).forEach((row, place) => {
        const line = body.rows[place] ?? newLine(body, pick);
        line.shown = row;
        columns.forEach((column, index) => {
          const cell = line.cells[index] ?? line.insertCell();
          const written = column.cell(row);
          const figure = column.isFigure ? "figure" : "";
          write(cell, { ...written, className: [figure, written.className].filter(Boolean).join(" ") });
        });
      });
      while (body.rows.length > rows.length) body.deleteRow(-1);
    };
    table.fill();
  }

  /** Fill a list of sentences. */
  function list(place, texts, className) {
    const current = [...place.querySelectorAll("li")].map((item) => item.textContent);
    if (current.length === texts.length && current.every((text, index) => text === texts[index])) return;
    const made = element("ul", null, className);
    made.append(...texts.map((text) => element("li", text)));
    place.replaceChildren(...(texts.length ? [made] : []));
  }

  return { element, write, fill, list };
})();
