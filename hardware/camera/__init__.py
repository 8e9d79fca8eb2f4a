"""The document camera (高拍仪): finds the page under it, straightens it, and binds pages to one PDF, all in memory."""
