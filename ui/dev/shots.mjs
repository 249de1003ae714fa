// Pictures of the development page, to look at beside the design's. Usage: node dev/shots.mjs OUT [scene…]
import { chromium } from "playwright-core";

const [out = "shots", ...scenes] = process.argv.slice(2);
const base = process.env.UPBEAT_DEV_URL ?? "http://127.0.0.1:5273";
const browser = await chromium.launch({
  executablePath: process.env.UPBEAT_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
for (const scene of scenes.length > 0 ? scenes : ["compose", "welcome"]) {
  for (const theme of ["light", "dark"]) {
    for (const lang of ["fr", "en"]) {
      if (theme === "dark" && lang === "en" && !process.env.ALL) continue;
      const [width, height] = (process.env.SIZE ?? "1440x900").split("x").map(Number);
      const page = await browser.newPage({ viewport: { width, height } });
      page.on(
        "console",
        (message) => message.type() === "error" && console.log(`${scene} ${message.text()}`),
      );
      page.on("pageerror", (error) => console.log(`${scene} ${error}`));
      await page.goto(`${base}/dev/index.html?scene=${scene}&theme=${theme}&lang=${lang}`);
      if (scene === "welcome" && !process.env.NO_DROP) {
        await page.waitForSelector("h1");
        await page.evaluate(() => window.upbeatDrop?.(["/photos/gres-vert_0412.heic"]));
      }
      await page.waitForTimeout(Number(process.env.WAIT ?? 1800));
      await page.screenshot({ path: `${out}/${scene}-${theme}-${lang}.png` });
      await page.close();
    }
  }
}
await browser.close();
