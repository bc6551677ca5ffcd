// Reads QR codes with another implementation than the one that made them.
#pragma once

#include <ZXing/BarcodeFormat.h>
#include <ZXing/DecodeHints.h>
#include <ZXing/ImageView.h>
#include <ZXing/ReadBarcode.h>
#include <ZXing/Result.h>
#include <ZXing/TextUtfEncoding.h>

#include "support/picture.h"

namespace fugong::picture_test {

// One code anywhere in the picture.
inline std::string scanned(const Image& image) {
  if (image.grey.empty()) return "no picture";
  const ZXing::ImageView view(image.grey.data(), image.width, image.height, ZXing::ImageFormat::Lum);
  const auto result = ZXing::ReadBarcode(view, ZXing::DecodeHints().setFormats(ZXing::BarcodeFormat::QRCode));
  return result.isValid() ? ZXing::TextUtfEncoding::ToUtf8(result.text()) : "not read";
}

}  // namespace fugong::picture_test
