// Takes what was left blank out of a decision before it is saved: a blank field is one that is not there.
const isBlank = (value) => value === undefined || value === null || value === "" || value.size === 0;

const withoutBlanks = (value) =>
  value && typeof value.map === "function" && typeof value !== "string"
    ? value.map(withoutBlanks).filterNot(isBlank)
    : value;

CMS.registerEventListener({ name: "preSave", handler: ({ entry }) => withoutBlanks(entry.get("data")) });
