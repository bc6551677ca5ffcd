include(WebAssets)
fugong_web_assets(fugong_app ${CMAKE_SOURCE_DIR}/web/dist)
