/** Photos of a CV made into one PDF, a page for each: what we read, and nothing of where they were taken. */

const LONGEST_SIDE = 2000;
const QUALITY = 0.8;
// A4 in points.
const PAGE = [595, 842];

/** Return one PDF file of *photos*; throws where the browser cannot open one of them. */
export async function pdfOf(photos, name) {
  const pages = [];
  for (const photo of photos) pages.push(await asJpeg(photo));
  return new File([build(pages)], name, { type: "application/pdf" });
}

async function asJpeg(photo) {
  const image = await createImageBitmap(photo, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST_SIDE / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.width * scale);
  canvas.height = Math.round(image.height * scale);
  const brush = canvas.getContext("2d");
  brush.fillStyle = "#fff"; // what is see-through would be black
  brush.fillRect(0, 0, canvas.width, canvas.height);
  brush.drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  return { width: canvas.width, height: canvas.height, bytes: new Uint8Array(await blob.arrayBuffer()) };
}

function build(pages) {
  const parts = [];
  const places = [];
  let length = 0;
  const write = (part) => {
    const bytes = typeof part === "string" ? new TextEncoder().encode(part) : part;
    parts.push(bytes);
    length += bytes.length;
  };
  const object = (head, stream) => {
    places.push(length);
    write(`${places.length} 0 obj\n`);
    if (!stream) return write(`${head}\nendobj\n`);
    write(`${head.replace(">>", `/Length ${stream.length} >>`)}\nstream\n`);
    write(stream);
    return write("\nendstream\nendobj\n");
  };
  write("%PDF-1.4\n");
  object("<< /Type /Catalog /Pages 2 0 R >>");
  object(`<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, i) => `${3 + i * 3} 0 R`).join(" ")}] >>`);
  pages.forEach(({ width, height, bytes }, i) => {
    const [at, fits] = [3 + i * 3, Math.min(PAGE[0] / width, PAGE[1] / height)];
    const [wide, high] = [width * fits, height * fits].map((side) => side.toFixed(2));
    object(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${wide} ${high}] /Contents ${at + 1} 0 R ` +
        `/Resources << /XObject << /P ${at + 2} 0 R >> >> >>`,
    );
    object("<< >>", new TextEncoder().encode(`q ${wide} 0 0 ${high} 0 0 cm /P Do Q`));
    object(
      `<< /Type /XObject /Subtype /Image /Width ${width} /Height ${height} ` +
        "/ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode >>",
      bytes,
    );
  });
  const table = length;
  const rows = places.map((place) => `${String(place).padStart(10, "0")} 00000 n \n`).join("");
  write(
    `xref\n0 ${places.length + 1}\n0000000000 65535 f \n${rows}` +
      `trailer\n<< /Size ${places.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`,
  );
  return new Blob(parts);
}
