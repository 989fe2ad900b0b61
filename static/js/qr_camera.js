// Reads QR codes with the camera. Where the browser reads none itself, a library does; it is fetched only then.
export const reader = async (library) => {
  const own = "BarcodeDetector" in window && (await BarcodeDetector.getSupportedFormats()).includes("qr_code");
  if (!own && !library) throw new Error("no reader");
  const Detector = own ? BarcodeDetector : (await import(library)).BarcodeDetector;
  return new Detector({ formats: ["qr_code"] });
};

// Calls `add` with the text of every code in sight, again and again. Fails without reader, camera or permission.
export const watch = async (video, library, add) => {
  const detector = await reader(library);
  video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  video.hidden = false;
  await video.play();
  const look = async () => {
    // A picture that cannot be read is followed by the next one.
    for (const code of await detector.detect(video).catch(() => [])) add(code.rawValue);
    setTimeout(look, 300);
  };
  look();
};
