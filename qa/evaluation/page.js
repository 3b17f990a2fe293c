// The page is whole without this: it only adds a search among the questions.
for (const each of document.querySelectorAll(".scripted")) each.hidden = false;
const words = document.getElementById("words");
const left = document.getElementById("left");
const questions = [...document.querySelectorAll(".question")];
const fold = (text) => text.toLowerCase().replaceAll("ё", "е").replaceAll("\u00a0", " ");
const texts = questions.map((each) => fold(each.textContent));
function show() {
  const sought = fold(words.value).split(" ").filter(Boolean);
  questions.forEach((each, place) => {
    each.hidden = !sought.every((word) => texts[place].includes(word));
  });
  const shown = questions.filter((each) => each.getClientRects().length).length;
  left.textContent = shown === questions.length ? "" : `${shown} shown`;
}
words.addEventListener("input", show);
for (const radio of document.querySelectorAll("input[name=show]")) radio.addEventListener("change", show);
show();
